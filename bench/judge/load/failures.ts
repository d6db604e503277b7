// Why a load run fails though no threshold says so: too many failed requests, or a target that fell silent.
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import type { LoadPhase } from "../../run/load/run.ts";
import { formatCount } from "./figures.ts";
import { shareText, timeText } from "./texts.ts";
import { lengthNs, silenceOf } from "./silence.ts";
import { FAILED_SHARE_ALLOWED } from "../failed-share.ts";

/** Each says what was seen, the limit, and what to do. Nothing that was never sent is in it. */
export function loadFailures(phase: LoadPhase): Text[] {
  const { failed, timedOut, sent, unfinished } = phase.counts;
  const share = (failed + timedOut) / Math.max(1, sent - unfinished);
  const silence = silenceOf(phase);
  return [
    ...(silence === undefined
      ? []
      : [
          say((t) =>
            t.load.failures.silence(
              timeText(t, silence.fromNs),
              silence.isToTheEnd ? null : timeText(t, lengthNs(silence)),
            ),
          ),
        ]),
    ...(share > FAILED_SHARE_ALLOWED
      ? [
          say((t) =>
            t.load.failures.failedShare(
              t.number(formatCount(failed + timedOut)),
              shareText(t, share),
              shareText(t, FAILED_SHARE_ALLOWED),
            ),
          ),
        ]
      : []),
  ];
}
