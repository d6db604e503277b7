// What a load run does in a few words, as the screen and the reports say it.
import { formatDuration } from "../../src/units/duration.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import { countedInWords, formatRate } from "./load-figures.ts";

/** "open loop, 1,000/s for 10 s, 50 connections". */
export function loadText(plan: LoadPlan): string {
  const { loop, connections, durationNs, maxRequests } = plan;
  if (loop.kind === "burst")
    return `a burst of ${countedInWords(maxRequests ?? connections, "request")}`;
  const ends = [
    ...(durationNs === null ? [] : [`for ${formatDuration(durationNs)}`]),
    ...(maxRequests === null ? [] : [`up to ${countedInWords(maxRequests, "request")}`]),
  ];
  const load = [loop.kind === "open" ? `open loop, ${offeredText(loop)}` : "closed loop", ...ends];
  return `${load.join(" ")}, ${countedInWords(connections, "connection")}`;
}

function offeredText({ arrivals, stages }: Extract<LoadPlan["loop"], { kind: "open" }>): string {
  if (arrivals.kind === "file") return "recorded arrivals";
  const [first, ...others] = stages;
  const random = arrivals.kind === "poisson" ? " at random" : "";
  if (first === undefined || others.length > 0)
    return `${countedInWords(stages.length, "stage")}${random}`;
  const { startRatePerSec: start, endRatePerSec: end } = first;
  return start === end
    ? `${formatRate(start)}/s${random}`
    : `${formatRate(start)}/s to ${formatRate(end)}/s${random}`;
}
