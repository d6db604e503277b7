// What the records of all commands share: their first fields, and what is said of a run.
import * as is from "../../src/units/schema.ts";

export const Environment = is.object("The machine and the versions of a run.", {
  escaleraVersion: is.string(),
  commit: is.stringOrNull(
    'Commit of the checkout, with "+" when it had changes; null outside one.',
  ),
  bun: is.string(),
  kernel: is.string(),
  cpuModel: is.string(),
  cpuCount: is.number(),
  memoryBytes: is.number(),
});
export interface Environment extends is.Infer<typeof Environment> {}

export const NoticeValue = is.nullable(
  is.either([
    is.string(),
    is.number(),
    is.boolean(),
    is.TextSchema,
    is.list(is.string()),
    is.list(is.map(is.number())),
  ]),
);

export const Notice = is.object(
  "What counts against a run, or is doubtful about it: for programs, and as a Text for people.",
  {
    kind: is.string('Such as "too-few-for-p99"; "unclassified" in runs of earlier versions.'),
    values: is.map(NoticeValue, "What the words are made of, with units in the names."),
    en: is.string("English."),
    es: is.string("Spanish."),
  },
);
export interface Notice extends is.Infer<typeof Notice> {}

/** Fields of every record, to be spread into its own. */
export const RUN_HEADER = {
  label: is.string(),
  status: is.oneOf(["running", "complete", "interrupted"]),
  commandLine: is.string("As one would type it again."),
  startedAt: is.string("ISO 8601, UTC."),
  endedAt: is.stringOrNull("As startedAt; null while it runs."),
  environment: Environment,
};
