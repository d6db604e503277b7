// Whether what --format json printed is what docs/output-schema.md says.
import { CompareOutput, LoadOutput, SweepOutput } from "../../bench/report/output-schema.ts";
import { problemsOf } from "../../src/units/schema.ts";
import { unknownFields } from "./unknown-fields.ts";

const SCHEMAS = { sweep: SweepOutput, load: LoadOutput, compare: CompareOutput } as const;

/** Empty where it holds; `families` are names of a load that the schema does not list. */
export function outputProblems(output: unknown, families: readonly string[] = []): string[] {
  const object = output as { readonly command: keyof typeof SCHEMAS };
  const schema = SCHEMAS[object.command];
  return [
    ...problemsOf(schema, object).map(
      ({ path, expected, found = "missing" }) => `${path} is ${found}, not ${expected}`,
    ),
    ...unknownFields(schema, object).filter((name) => !families.includes(name)),
    ...families.filter((name) => !(name in object)).map((name) => `${name} is missing`),
  ];
}
