// slices.csv: the course of a load run, a row a short stretch of the measured time, RFC 4180, tidy.
import type { ResponseTimes } from "../../run/load/censored.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { formatCsv } from "../document/csv.ts";
import type { CsvCell } from "../../run/csv.ts";
import { responseTimesIn, type TimeInterval, intervalsOf } from "./time-series.ts";

/**
 * `start_s` counts from the first intended start. What became of the `intended` ones is in the row in which they were
 * due; `sent` and `completed_in_slice` count what happened in the row's own time. Percentiles are of those due in it, and empty
 * where too few were, or where they lie in what was never answered.
 */
const COLUMNS: readonly (readonly [name: string, (own: Row) => CsvCell])[] = [
  ["start_s", ({ startNs }) => inUnit(startNs, NS_PER_SECOND)],
  ["duration_s", ({ startNs, endNs }) => inUnit(endNs - startNs, NS_PER_SECOND)],
  ["intended", (own) => own.intended],
  ["sent", (own) => own.sentInSlice],
  ["ok", (own) => own.ok],
  ["expected_errors", (own) => own.expectedErrors],
  ["failed", (own) => own.failed],
  ["unanswered", (own) => own.unanswered],
  ["completed_in_slice", (own) => own.completedInSlice],
  ["in_flight_max", (own) => own.inFlightMax],
  ...([50, 90, 99, 100] as const).map(
    (percentile) =>
      [
        percentile === 100 ? "max_ms" : `p${percentile}_ms`,
        ({ times }: Row) => {
          const found = times.percentile(percentile);
          return found.kind === "exact" ? inUnit(found.ns, NS_PER_MS) : null;
        },
      ] as const,
  ),
];

/** The whole file; the header alone of a run that measured nothing. */
export function slicesCsv({ result }: LoadRun): string {
  const stretches = result === null ? [] : intervalsOf(result.run);
  return formatCsv(
    COLUMNS,
    stretches.map((own) => ({ ...own, times: responseTimesIn(own) })),
  );
}

interface Row extends TimeInterval {
  readonly times: ResponseTimes;
}

/** Without the noise of binary fractions. */
function inUnit(timeNs: Ns, perUnitNs: Ns): number {
  return Number((timeNs / perUnitNs).toPrecision(12));
}
