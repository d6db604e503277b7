// A load run for github-action-benchmark, which keeps a history of numbers and warns when one gets worse by a factor.
import { countText, percentileText } from "../../judge/load/texts.ts";
import { textsFor } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { lowestNs } from "../../run/load/censored.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";
import { perSecond } from "./phrases.ts";
import { responseTimesOf } from "./responses.ts";

/** Whatever the language of the reports. */
const ENGLISH = textsFor("en");

/** An entry as the action's "custom" tools read it. */
export interface GithubBenchmark {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly extra: string;
}

/** One list for its tool `customSmallerIsBetter`, one for `customBiggerIsBetter`: each wants a file of its own. */
export interface GithubBenchmarks {
  readonly smallerIsBetter: readonly GithubBenchmark[];
  readonly biggerIsBetter: readonly GithubBenchmark[];
}

/**
 * Empty of a run that is invalid, unfinished or without an ok reply: its numbers would spoil the history. A percentile
 * that is only known to be longer than something is that lower bound, and `extra` says so: leaving it out would silence
 * the warning just where it is most due, and the bound never exaggerates. One that the count can't carry is left out.
 */
export function githubBenchmarks({
  label,
  status,
  plan,
  result,
  judgement,
}: LoadRun): GithubBenchmarks {
  if (
    status !== "complete" ||
    result === null ||
    result.run.counts.ok === 0 ||
    judgement?.isValid !== true
  ) {
    return { smallerIsBetter: [], biggerIsBetter: [] };
  }
  const { run } = result;
  const { intended } = run.counts;
  const nameOf = (name: string): string => (label === "" ? name : `${label}: ${name}`);
  const about = `${formatLoadTarget(plan.target)}, ${loadText(plan, ENGLISH)}, ${countText(intended, ENGLISH)} requests`;
  const { fromStart } = responseTimesOf(run);
  const latencies = [50, 90, 99, 99.9].flatMap((percentile) => {
    const found = fromStart.percentile(percentile);
    const valueNs = lowestNs(found);
    if (valueNs === null) return [];
    const doubt =
      found.kind === "exact" ? "" : `${percentileText(found, ENGLISH)}: this is a lower bound; `;
    return [
      {
        name: nameOf(`p${percentile}`),
        unit: "ms",
        value: Number((valueNs / NS_PER_MS).toPrecision(6)),
        extra: doubt + about,
      },
    ];
  });
  const errorPercent = Number(((100 * errorsOf(run.counts)) / intended).toPrecision(6));
  return {
    smallerIsBetter: [
      ...latencies,
      { name: nameOf("errors"), unit: "%", value: errorPercent, extra: about },
    ],
    biggerIsBetter: [
      {
        name: nameOf("throughput"),
        unit: "ok replies/s",
        value: Number((perSecond(run.okInWindow, run) ?? 0).toPrecision(6)),
        extra: about,
      },
    ],
  };
}
