// Why a load run fails though no threshold says so: too many failed requests, or a target that fell silent.
import type { LoadPhase } from "../../run/load/run.ts";
import type { Notice } from "../../run/header.ts";
import { FAILED_SHARE_ALLOWED } from "../exit-code.ts";
import { loadNotice } from "./notices.ts";
import { lengthNs, silenceOf } from "./silence.ts";
import { present } from "../../../src/units/present.ts";

/** Each says what was seen, the limit, and what to do. Nothing that was never sent is in it. */
export function loadFailures(phase: LoadPhase): Notice[] {
  const { failed, timedOut, sent, unfinished } = phase.counts;
  const count = failed + timedOut;
  const share = count / Math.max(1, sent - unfinished);
  const silence = silenceOf(phase);
  return present(
    silence !== undefined &&
      loadNotice("silence", {
        fromNs: silence.fromNs,
        lengthNs: silence.isToTheEnd ? null : lengthNs(silence),
      }),
    share > FAILED_SHARE_ALLOWED &&
      loadNotice("failed-share", { count, share, limitShare: FAILED_SHARE_ALLOWED }),
  );
}
