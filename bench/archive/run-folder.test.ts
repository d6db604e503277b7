import { afterEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isMountRefused } from "../../test/support/require-command.ts";
import { parseRequestsCsv } from "../run/sweep/requests-csv.ts";
import type { RequestSample } from "../run/sweep/sample.ts";
import { createRunFolder } from "./run-folder.ts";

const STARTED_AT = new Date("2026-11-24T05:10:55.123Z");
const folders: string[] = [];

function makeOut(name = "resultados del año"): string {
  const folder = mkdtempSync(join(tmpdir(), "escalera-"));
  folders.push(folder);
  return join(folder, name);
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function sample(connection: number): RequestSample {
  return {
    level: 1000,
    repeat: 1,
    attempt: 1,
    lane: 1,
    connection,
    outcome: "ok",
    errorCode: null,
    intendedStartNs: 1,
    sentNs: 2,
    firstByteNs: 3,
    repliedNs: 4,
    report: null,
  };
}

const never = (error: Error): void => {
  throw error;
};

describe("a run's folder", () => {
  test("is named after time, command and label, and never shared", async () => {
    const out = makeOut();
    const first = await createRunFolder(out, STARTED_AT, "sweep", "día 1/…", never);
    const second = await createRunFolder(out, STARTED_AT, "sweep", "día 1/…", never);
    await Promise.all([first.close(), second.close()]);
    expect(basename(first.path)).toBe("20261124T051055Z-sweep-día-1-");
    expect(basename(second.path)).toBe("20261124T051055Z-sweep-día-1--2");
  });

  test("holds every row, in order, once it is flushed", async () => {
    const folder = await createRunFolder(makeOut(), STARTED_AT, "sweep", "", never);
    const samples = Array.from({ length: 500 }, (_, i) => sample(i + 1));
    for (const one of samples) folder.addRequest(one);
    await folder.flush();
    const text = readFileSync(join(folder.path, "requests.csv"), "utf8");
    expect(parseRequestsCsv(text)).toEqual(samples);
    await folder.close();
    await folder.close();
  });

  test("replaces a file in one step and leaves nothing beside it", async () => {
    const folder = await createRunFolder(makeOut(), STARTED_AT, "sweep", "", never);
    await folder.replace("run.json", "old");
    await folder.replace("run.json", "new");
    await folder.close();
    expect(readFileSync(join(folder.path, "run.json"), "utf8")).toBe("new");
    expect(readdirSync(folder.path).toSorted()).toEqual(["requests.csv", "run.json"]);
  });

  test("that can't be made is a problem of --out, told before anything is measured", async () => {
    const out = makeOut("taken");
    writeFileSync(out, "a file, not a folder");
    const making = createRunFolder(out, STARTED_AT, "sweep", "", never);
    expect(making).rejects.toThrow(`--out: can't write to ${out}`);
  });

  // A disk of 64 KiB, in a mount namespace of the test's own.
  test("on a disk that fills ends with its last whole row, and says why", async () => {
    const out = makeOut();
    mkdirSync(out, { recursive: true });
    const script = join(import.meta.dir, "../../test/support/fill-disk.ts");
    const command = `mount -t tmpfs -o size=64k tmpfs "$1" && "$2" "$3" "$1" && cat "$1"/*/requests.csv`;
    const child = Bun.spawnSync(
      ["unshare", "--mount", "sh", "-c", command, "sh", out, process.execPath, script],
      { stderr: "pipe" },
    );
    const stderr = child.stderr.toString();
    if (isMountRefused(stderr)) return;
    expect(stderr).toContain("ENOSPC");
    const text = child.stdout.toString();
    expect(text.endsWith("\r\n")).toBe(true);
    const rows = parseRequestsCsv(text);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows).toEqual(Array.from({ length: rows.length }, (_, i) => sample(i + 1)));
    expect(existsSync(join(out, "requests.csv"))).toBe(false);
  });
});
