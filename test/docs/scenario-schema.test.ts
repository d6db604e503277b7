// docs/scenario.schema.json is what scripts/write-scenario-schema.ts makes of the flags, and the scenarios are as it says.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseToml } from "../../bench/cli/options/input-file.ts";
import { scenarioJsonSchema, SCENARIO } from "../../scripts/scenario-schema.ts";
import { problemsOf } from "../../src/units/schema.ts";

const ROOT = join(import.meta.dir, "../..");
const SHIPPED = join(ROOT, "bench/scenarios");

test("the schema is up to date: bun scripts/write-scenario-schema.ts writes it anew", () => {
  const kept: unknown = JSON.parse(readFileSync(join(ROOT, "docs/scenario.schema.json"), "utf8"));
  expect(kept).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});

test.each(readdirSync(SHIPPED))("%s is as the schema says", (name) => {
  const tables = parseToml(readFileSync(join(SHIPPED, name), "utf8"));
  expect(problemsOf(SCENARIO, tables)).toEqual([]);
  expect(problemsOf(SCENARIO, { ...tables, conections: 5 }).map(({ path }) => path)).toEqual([
    "conections",
  ]);
});
