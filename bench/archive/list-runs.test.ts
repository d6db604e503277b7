import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulateLoad } from "../../test/support/load-fixture.ts";
import { findRun } from "./list-runs.ts";

let out = "";
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "escalera-find-"));
  const run = simulateLoad();
  for (const [folder, label, startedAt] of [
    ["older", "before", "2026-01-01T00:00:00.000Z"],
    ["newer", "before", "2026-01-02T00:00:00.000Z"],
    ["other", "after", "2026-01-03T00:00:00.000Z"],
  ] as const) {
    mkdirSync(join(out, folder));
    writeFileSync(join(out, folder, "run.json"), JSON.stringify({ ...run, label, startedAt }));
  }
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("a run is found", () => {
  test("by its path", () => {
    expect(findRun(join(out, "older"), "nowhere")).toBe(join(out, "older"));
  });

  test("by its folder's name", () => {
    expect(findRun("other", out)).toBe(join(out, "other"));
  });

  test("by its label, of which the newest counts", () => {
    expect(findRun("before", out)).toBe(join(out, "newer"));
  });

  test("or refused by name, with the place where it was looked for", () => {
    expect(() => findRun("none", out)).toThrow(
      `"none" is neither a folder nor the name or label of a run in ${out}`,
    );
    expect(() => findRun("before", join(out, "nowhere"))).toThrow("neither a folder nor");
  });
});
