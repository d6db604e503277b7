// The sections of a load report that hold its result: response times, the load itself, errors, and named requests.
import {
  countedInWords,
  formatCount,
  formatPercentile,
  formatTime,
} from "../judge/load-figures.ts";
import { ResponseTimes } from "../measure/censored.ts";
import { unansweredOf } from "../measure/conservation.ts";
import { REMEDIES } from "../measure/failure.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadPhase } from "../measure/load-run.ts";
import { formatDuration, formatSeconds } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";
import { type Block, type Inline, left, plainParagraph, right } from "./document.ts";
import { showControls } from "./escape.ts";
import {
  conservationTexts,
  rateText,
  shareText,
  offeredPerSec,
  perSecond,
  windowNs,
} from "./load-phrases.ts";
import { ERRORS_PICTURE } from "./load-pictures.ts";
import { PERCENTILES, responseTimesOf } from "./load-responses.ts";
import { ABSENT } from "./phrases.ts";

export function responseSection(plan: LoadPlan, phase: LoadPhase): Block[] {
  const { fromStart, fromSend } = responseTimesOf(phase);
  const both = [fromStart, fromSend];
  const rows = [...PERCENTILES, 100].map((percentile) => [
    percentile === 100 ? "max" : `p${percentile}`,
    ...both.map((times) => formatPercentile(times.percentile(percentile))),
  ]);
  const means = both.map(({ meanNs }) => (meanNs === undefined ? ABSENT : formatTime(meanNs)));
  const counts = both.map(({ count }) => formatCount(count));
  const censored =
    fromStart.censored === 0
      ? []
      : [
          plainParagraph(
            `${formatCount(fromStart.censored)} of ${formatCount(fromStart.count)} requests were never answered. They are in the percentiles, as longer than the time for which they waited; a mean of the others would hide them.`,
          ),
        ];
  return [
    { kind: "heading", level: 2, text: "Response times" },
    {
      kind: "table",
      columns: [left(""), right(startName(plan)), right("from actual send")],
      rows: [...rows, ["mean", ...means], ["requests", ...counts]],
    },
    ...censored,
    plainParagraph(`Failed requests are not in it. ${whyAbsent(fromStart)}`),
  ];
}

function whyAbsent({ isMatched }: ResponseTimes): string {
  return isMatched
    ? `${ABSENT}: too few requests to say (p99 wants 1,000 of them, p99.9 10,000), or no mean where some were never answered.`
    : `${ABSENT}: which request a reply answers is not known (see the warnings), so no time of a single request is; nor is the mean where some requests were not ok.`;
}

/** What response times are counted from. */
export function startName({ loop }: LoadPlan): string {
  return loop.kind === "closed" ? "from start of the request" : "from intended start";
}

export function loadSection(plan: LoadPlan, phase: LoadPhase): Block[] {
  const { counts, sentInWindow, okInWindow, bytesSent, bytesReceived, strayReplies } = phase;
  const offered = offeredPerSec(plan, phase);
  const window = formatDuration(windowNs(phase));
  const { intended, sent } = conservationTexts(counts);
  const bytes = (count: number): string =>
    `${formatSize(count)}, ${formatSize(Math.round(perSecond(count, phase) ?? 0))}/s`;
  const rows: [string, Inline][] = [
    [
      "offered",
      offered === null
        ? "no rate: there is no schedule"
        : `${rateText(offered)}: ${formatCount(counts.intended)} in ${window}`,
    ],
    [
      "achieved",
      offered === null
        ? `${rateText(perSecond(sentInWindow, phase))} sent`
        : `${rateText(perSecond(sentInWindow, phase))} sent, ${shareText(sentInWindow, counts.intended)} of what was offered`,
    ],
    [
      "throughput",
      `${rateText(perSecond(okInWindow, phase))}: ${formatCount(okInWindow)} ok replies in ${window}`,
    ],
    ["requests", intended],
    ["of those sent", sent],
    ["bytes sent", bytes(bytesSent)],
    ["bytes received", bytes(bytesReceived)],
    [
      "connections",
      `${formatCount(plan.connections)}, opened ${countedInWords(phase.connectionsOpened, "time")}`,
    ],
    ...(strayReplies === 0
      ? []
      : [
          [
            "stray replies",
            `${formatCount(strayReplies)}: bytes that answer no request in flight`,
          ] satisfies [string, Inline],
        ]),
  ];
  return [
    { kind: "heading", level: 2, text: "Load" },
    { kind: "table", columns: [left("what"), left("value")], rows },
  ];
}

export function errorSection({ failures, counts }: LoadPhase): Block[] {
  if (failures.length === 0) return [];
  const hasRemedy = failures.some(({ kind }) => REMEDIES[kind] !== undefined);
  return [
    { kind: "heading", level: 2, text: "Errors" },
    { kind: "picture", ...ERRORS_PICTURE },
    {
      kind: "table",
      columns: [
        left("kind"),
        right("requests"),
        right("share"),
        right("first at"),
        right("last at"),
        left("the first one said"),
        ...(hasRemedy ? [left("what helps")] : []),
      ],
      rows: failures.map(({ kind, count, firstNs, lastNs, example }) => [
        kind,
        formatCount(count),
        shareText(count, counts.intended),
        `${formatSeconds(firstNs)} s`,
        `${formatSeconds(lastNs)} s`,
        example === "" ? ABSENT : { code: showControls(example) },
        ...(hasRemedy ? [REMEDIES[kind] ?? ABSENT] : []),
      ]),
    },
  ];
}

export function namedSection({ byRequest }: LoadPhase): Block[] {
  if (byRequest.length === 0) return [];
  const percentiles = [50, 90, 99, 100] as const;
  return [
    { kind: "heading", level: 2, text: "By request" },
    {
      kind: "table",
      columns: [
        left("request"),
        right("intended"),
        right("ok"),
        right("failed"),
        right("never answered"),
        ...percentiles.map((percentile) => right(percentile === 100 ? "max" : `p${percentile}`)),
      ],
      rows: byRequest.map((named) => {
        const { intended, ok, failed } = named.counts;
        const unanswered = unansweredOf(named.counts);
        const times = new ResponseTimes(named);
        return [
          showControls(named.name),
          ...[intended, ok, failed, unanswered].map(formatCount),
          ...percentiles.map((percentile) => formatPercentile(times.percentile(percentile))),
        ];
      }),
    },
  ];
}
