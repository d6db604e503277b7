import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { makeFolder, replaceFile } from "./new-folder.ts";

const STARTED_AT = new Date("2026-11-24T05:10:55.123Z");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a run's folder", () => {
  test("is named after time, command and label, and never shared", () => {
    const out = join(folder, "resultados del año");
    const [first, second] = [1, 2].map(() => makeFolder(out, STARTED_AT, "sweep", "día 1/…"));
    expect(basename(first ?? "")).toBe("20261124T051055Z-sweep-día-1-");
    expect(basename(second ?? "")).toBe("20261124T051055Z-sweep-día-1--2");
  });

  test("has files that are replaced in one step, with nothing left beside them", async () => {
    await replaceFile(join(folder, "run.json"), "old");
    await replaceFile(join(folder, "run.json"), "new");
    expect(readFileSync(join(folder, "run.json"), "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["run.json"]);
  });

  test("that can't be made is a problem of --out, told before anything is measured", () => {
    const out = join(folder, "taken");
    writeFileSync(out, "a file, not a folder");
    expect(() => makeFolder(out, STARTED_AT, "sweep", "")).toThrow(`--out: can't write to ${out}`);
  });
});
