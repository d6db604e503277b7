// junit.xml of a load run: a test case for the run's validity, and one a threshold.
import type { LoadRun, ThresholdResult } from "../measure/load-run.ts";
import { formatJunit, runCase, type TestCase } from "./junit-format.ts";

/**
 * A threshold that was crossed, or of which that can't be ruled out, is a failure; an invalid or unfinished run is an
 * error, and its thresholds are skipped.
 */
export function loadJunit(run: LoadRun): string {
  const { label, startedAt, judgement, result } = run;
  const nothing =
    result === null || result.run.counts.ok === 0 ? ["no request got an ok reply"] : [];
  return formatJunit({ command: "load", label, startedAt }, [
    runCase(run, nothing),
    ...(judgement?.thresholds ?? []).map((own) =>
      judgement?.isValid === false ? notCounted(own) : thresholdCase(own),
    ),
  ]);
}

function notCounted({ text, result }: ThresholdResult): TestCase {
  const message = `the run is invalid: ${result} does not count`;
  return { name: text, outcome: { kind: "skipped", message } };
}

function thresholdCase({ text, result, measured }: ThresholdResult): TestCase {
  if (result === "held") return { name: text };
  return { name: text, outcome: { kind: "failure", message: `${result}: ${measured}` } };
}
