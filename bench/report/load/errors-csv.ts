// errors.csv: a row a kind of error of the measured time, RFC 4180, tidy.
import type { FailureTally } from "../../run/load/run.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import { formatCsv } from "../document/csv.ts";
import type { CsvCell } from "../../run/csv.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";

/** Instants are on the run's clock: 0 is the first intended start. Control characters of examples are escaped. */
const COLUMNS: readonly (readonly [name: string, (own: FailureTally) => CsvCell])[] = [
  ["kind", ({ kind }) => kind],
  ["count", ({ count }) => count],
  ["first_s", ({ firstNs }) => firstNs / NS_PER_SECOND],
  ["last_s", ({ lastNs }) => lastNs / NS_PER_SECOND],
  ["example", ({ example }) => escapeControls(example.en)],
];

/** The whole file; the header alone where there was no error. */
export function errorsCsv({ result }: LoadRun): string {
  return formatCsv(COLUMNS, result?.run.failures ?? []);
}
