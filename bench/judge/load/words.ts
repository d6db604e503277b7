// What a load run does in a few words, as the screen and the reports say it.
import { formatDuration } from "../../../src/units/duration.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { Texts } from "../../messages/texts.ts";
import { rateText } from "./texts.ts";

/** "open load, 1,000/s for 10 s, 50 connections". */
export function loadText(plan: LoadPlan, texts: Texts): string {
  const { loop, connections, durationNs, maxRequests } = plan;
  const { counted, loadReport, number } = texts;
  const words = loadReport.load;
  if (loop.kind === "burst") return words.burst(counted.requests(maxRequests ?? connections));
  const load = [
    loop.kind === "open" ? words.open(offeredText(loop, texts)) : words.closed,
    ...(durationNs === null ? [] : [words.forTime(number(formatDuration(durationNs)))]),
    ...(maxRequests === null ? [] : [words.upTo(counted.requests(maxRequests))]),
  ];
  return words.with(load.join(" "), counted.connections(connections));
}

function offeredText(
  { arrivals, stages }: Extract<LoadPlan["loop"], { kind: "open" }>,
  texts: Texts,
): string {
  const words = texts.loadReport.load;
  if (arrivals.kind === "file") return words.recorded;
  const [first, ...others] = stages;
  const rate = (perSec: number): string => rateText(perSec, texts);
  const offered =
    first === undefined || others.length > 0
      ? words.stages(stages.length)
      : first.startRatePerSec === first.endRatePerSec
        ? rate(first.startRatePerSec)
        : words.ramp(rate(first.startRatePerSec), rate(first.endRatePerSec));
  return arrivals.kind === "poisson" ? words.poisson(offered) : offered;
}
