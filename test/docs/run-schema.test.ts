// docs/run-schema.md and docs/run.schema.json are what scripts/write-run-schema.ts makes of the code, and committed runs are
// as they say.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../bench/archive/read-run.ts";
import { PeersRun } from "../../bench/run/peers/run.ts";
import { RunRecord } from "../../bench/run/sweep/run.ts";
import { runJsonSchema, runSchemaDocument } from "../../scripts/run-schema.ts";
import { problemsOf, type Schema } from "../../src/units/schema.ts";
import { unknownFields } from "../support/unknown-fields.ts";

const ROOT = join(import.meta.dir, "../..");
const read = (name: string): string => readFileSync(join(ROOT, "docs", name), "utf8");

/** The formatter aligns tables. */
function unaligned(markdown: string): string {
  return markdown.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}

test("the documents are up to date: bun scripts/write-run-schema.ts writes them anew", () => {
  expect(unaligned(runSchemaDocument())).toBe(unaligned(read("run-schema.md")));
  expect(JSON.parse(read("run.schema.json"))).toEqual(JSON.parse(JSON.stringify(runJsonSchema())));
});

describe("a committed run has the fields of the document, and no others", () => {
  const runs: [string, Schema<unknown>][] = [
    ["results/reference-lanes-1", RunRecord],
    ["results/reference-lanes-auto", RunRecord],
    ["results/reference-cluster", RunRecord],
    ["results/reference-peers", PeersRun],
  ];
  test.each(runs)("%s", (path, schema) => {
    // Those of an earlier version are read in the form of this one.
    const run = readRecord(join(ROOT, path));
    expect(unknownFields(schema, run)).toEqual([]);
    // What is compared is there to be compared.
    const changed = { ...run, environment: { more: 1 } };
    expect(unknownFields(schema, changed)).toEqual(["environment.more"]);
    expect(problemsOf(schema, changed).map(({ path: field }) => field)).toContain(
      "environment.bun",
    );
  });
});
