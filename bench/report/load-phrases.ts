// Small texts about a load run that its reports share.
import { formatCount, formatRate, formatShare } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import { formatLoadTarget } from "../measure/format-load-target.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadCounts, LoadPhase, LoadRun } from "../measure/load-run.ts";
import { formatDuration, NS_PER_SECOND, type Ns } from "../../src/units/duration.ts";
import { type Alarm, ABSENT } from "./phrases.ts";

export function loadTitle({ label, plan }: LoadRun): string {
  return `${label === "" ? "Escalera load" : `Escalera load, ${label}`}: ${formatLoadTarget(plan.target)}, ${loadText(plan)}`;
}

/** What takes away from every number that follows. */
export function loadAlarms({ status, judgement, result, plan }: LoadRun): Alarm[] {
  const alarms: Alarm[] = [];
  if (status === "interrupted") {
    const line =
      result === null
        ? "The run was stopped before anything was measured."
        : `The run was stopped before its end: it measured ${formatDuration(windowNs(result.run))}.`;
    alarms.push({ title: "INTERRUPTED", lines: [line] });
  }
  if (judgement?.isValid === false) {
    const isLost = (result?.lostGenerators ?? []).length > 0;
    const meaning = isLost
      ? "A part of the load was lost: the numbers here are those of the other generators."
      : "The generator or its host was the limit, not the target: no number here is the target's.";
    alarms.push({ title: "INVALID", lines: [meaning, ...judgement.invalidReasons] });
  }
  if (status !== "running" && (result === null || result.run.counts.ok === 0)) {
    alarms.push({ title: "NOTHING MEASURED", lines: ["No request got an ok reply."] });
  }
  if (plan.target.kind === "tls" && plan.target.isInsecure) {
    const line =
      "The target's certificate was not checked (--insecure): who answered is not known.";
    alarms.push({ title: "INSECURE", lines: [line] });
  }
  return alarms;
}

export function hasErrors({ result }: LoadRun): boolean {
  return result !== null && result.run.failures.length > 0;
}

/** Measured time of a phase. */
export function windowNs({ startNs, endNs }: Pick<LoadPhase, "startNs" | "endNs">): Ns {
  return endNs - startNs;
}

/** Null where no time passed. */
export function perSecond(
  count: number,
  phase: Pick<LoadPhase, "startNs" | "endNs">,
): number | null {
  const lastedNs = windowNs(phase);
  return lastedNs > 0 ? (count * NS_PER_SECOND) / lastedNs : null;
}

/** What was offered, null where there is no schedule: in a closed loop and in a burst. */
export function offeredPerSec({ loop }: LoadPlan, phase: LoadPhase): number | null {
  return loop.kind === "open" ? perSecond(phase.counts.intended, phase) : null;
}

/** "1,000/s", "33.3/s"; a dash for none. */
export function rateText(perSec: number | null): string {
  return perSec === null ? ABSENT : `${formatRate(perSec)}/s`;
}

/** "0.12 %" of the whole; a dash where that is nothing. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? ABSENT : formatShare(part / whole);
}

/** "10 = 8 sent + 1 dropped + 1 unsent": where a request ended, so that none can vanish. */
export function conservationTexts(counts: LoadCounts): { intended: string; sent: string } {
  const { intended, sent, dropped, unsent, ok, expectedErrors, failed, timedOut, unfinished } =
    counts;
  return {
    intended: sumText(intended, { sent, dropped, unsent }),
    sent: sumText(sent, {
      ok,
      ...(expectedErrors > 0 && { "expected errors": expectedErrors }),
      failed,
      "timed out": timedOut,
      unfinished,
    }),
  };
}

function sumText(whole: number, parts: Readonly<Record<string, number>>): string {
  const terms = Object.entries(parts).map(([name, part]) => `${formatCount(part)} ${name}`);
  return `${formatCount(whole)} = ${terms.join(" + ")}`;
}
