// The longest silence of a load run, and from when on it failed. Pure: no clock, a finished phase.
import type { Ns } from "../../../src/units/duration.ts";
import type { LoadPhase } from "../../run/load/run.ts";

export interface Silence {
  /** From the first request that was sent after the last reply; on the run's clock. */
  readonly fromNs: Ns;
  readonly toNs: Ns;
  /** No reply came any more. */
  readonly isToTheEnd: boolean;
}

/** Of the measured time: a shorter silence does not count. */
const SHARE_OF_RUN = 0.1;
/** Connections that all wait for a slow target are silent as long as its replies take: a silence is longer than that. */
const TIMES_LONGEST_RESPONSE = 3;

/**
 * The longest time in which no reply came on any connection while requests were outstanding. It counts if it is longer than
 * a tenth of the measured time and than 3 times the longest response (from the actual send) outside it; a run without a
 * response outside it has none, as there is nothing to tell it by.
 */
export function silenceOf(phase: LoadPhase): Silence | undefined {
  const shortestNs = SHARE_OF_RUN * (phase.endNs - phase.startNs);
  return phase.replyGaps
    .flatMap(({ outstanding, untilNs, longestOutsideNs }): Silence[] => {
      if (outstanding === null || longestOutsideNs === null) return [];
      const { fromNs, toNs } = outstanding;
      const isSilence =
        toNs - fromNs > Math.max(shortestNs, TIMES_LONGEST_RESPONSE * longestOutsideNs);
      return isSilence ? [{ fromNs, toNs, isToTheEnd: untilNs === null }] : [];
    })
    .reduce<Silence | undefined>(
      (longest, own) =>
        longest === undefined || lengthNs(own) > lengthNs(longest) ? own : longest,
      undefined,
    );
}

export function lengthNs({ fromNs, toNs }: Silence): Ns {
  return toNs - fromNs;
}

/**
 * Since when no request was answered rightly, until the end of the run, though requests failed: undefined where that is no
 * longer than a tenth of the measured time.
 */
export function failedSinceNs({ lastOkNs, startNs, endNs, failures }: LoadPhase): Ns | undefined {
  if (lastOkNs === null || endNs - lastOkNs <= SHARE_OF_RUN * (endNs - startNs)) return undefined;
  return failures.some(({ lastNs }) => lastNs > lastOkNs) ? lastOkNs : undefined;
}
