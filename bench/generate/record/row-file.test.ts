import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMountRefused } from "../../../test/support/require-command.ts";
import { RowFile } from "./row-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-rows-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const onFailure = (error: Error): never => {
  throw error;
};

describe("a file of rows", () => {
  test("has each row as soon as it is added, in order", () => {
    const path = join(folder, "rows.csv");
    const file = new RowFile(path, { onFailure });
    let rows = "";
    for (let i = 0; i < 500; i++) {
      file.add(`año ${i}\r\n`);
      rows += `año ${i}\r\n`;
      expect(readFileSync(path, "utf8")).toBe(rows);
    }
    file.close();
    file.close();
    expect(readFileSync(path, "utf8")).toBe(rows);
  });

  test("gathers rows where it is told to, and has them all when it is closed", () => {
    const path = join(folder, "rows.csv");
    const file = new RowFile(path, { onFailure, gatherCharacters: 8 });
    file.add("one\n");
    expect(readFileSync(path, "utf8")).toBe("");
    file.add("two\n");
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
    file.add("three\n");
    file.close();
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\nthree\n");
  });

  test("is never one that was there before", () => {
    const path = join(folder, "rows.csv");
    new RowFile(path, { onFailure }).close();
    expect(() => new RowFile(path, { onFailure })).toThrow("EEXIST");
  });

  // A disk of 64 KiB, in a mount namespace of the test's own.
  test.each([0, 1000])(
    "on a disk that fills ends with its last whole row, %p gathered",
    (gathered) => {
      const script = join(import.meta.dir, "../../../test/support/fill-disk.ts");
      const command = `mount -t tmpfs -o size=64k tmpfs "$1" && "$2" "$3" "$1/rows.csv" "$4" && cat "$1/rows.csv"`;
      const words = ["sh", "-c", command, "sh", folder, process.execPath, script, String(gathered)];
      const child = Bun.spawnSync(["unshare", "--mount", ...words], { stderr: "pipe" });
      const stderr = child.stderr.toString();
      if (isMountRefused(stderr)) return;
      expect(stderr.match(/ENOSPC/g)).toHaveLength(1);
      const rows = child.stdout.toString().split("\n");
      expect(rows.pop()).toBe("");
      expect(rows.length).toBeGreaterThan(1000);
      expect(rows).toEqual(Array.from({ length: rows.length }, (_, i) => `row ${i + 1} of many`));
    },
  );
});
