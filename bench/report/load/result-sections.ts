// The sections of a load report that hold its result: response times, the load itself, errors, and named requests.
import type { Texts } from "../../messages/texts.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import { unansweredOf } from "../../run/load/conservation.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { FailureTally, LoadPhase } from "../../run/load/run.ts";
import { formatDuration, formatSeconds } from "../../../src/units/duration.ts";
import { formatSize } from "../../../src/units/size.ts";
import {
  type Block,
  heading,
  type Inline,
  left,
  picture,
  plainParagraph,
  right,
  table,
  tableOf,
} from "../document/blocks.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { countText, rateText, remedyText, shareText } from "../../judge/load/texts.ts";
import {
  conservationTexts,
  offeredPerSec,
  percentileColumns,
  perSecond,
  responseRows,
  windowNs,
} from "./phrases.ts";
import { responseTimesOf } from "./responses.ts";
import { ABSENT } from "../document/phrases.ts";
import { present } from "../../../src/units/present.ts";

export function responseSection(plan: LoadPlan, phase: LoadPhase, texts: Texts): Block[] {
  const words = texts.loadReport.response;
  const { fromStart, fromSend } = responseTimesOf(phase);
  const both = [fromStart, fromSend];
  const counts = both.map(({ count }) => countText(count, texts));
  const { censored, count: all } = fromStart;
  return present<Block>(
    heading(words.heading),
    table(
      [left(words.percentile), right(startName(plan, texts)), right(words.fromSend)],
      [...responseRows(both, texts), [words.requests, ...counts]],
    ),
    censored > 0 &&
      plainParagraph(words.censored(countText(censored, texts), texts.counted.requests(all))),
    plainParagraph(fromStart.isMatched ? words.note(ABSENT) : words.noteUnmatched(ABSENT)),
  );
}

/** What response times are counted from. */
export function startName({ loop }: LoadPlan, { loadReport }: Texts): string {
  const { fromStart, fromIntended } = loadReport.response;
  return loop.kind === "closed" ? fromStart : fromIntended;
}

export function loadSection(plan: LoadPlan, phase: LoadPhase, texts: Texts): Block[] {
  const words = texts.loadReport.loadSection;
  const { counts, sentInWindow, okInWindow, bytesSent, bytesReceived, strayReplies } = phase;
  const offered = offeredPerSec(plan, phase);
  const window = texts.number(formatDuration(windowNs(phase)));
  const sentRate = rateText(perSecond(sentInWindow, phase), texts);
  const { intended, sent } = conservationTexts(counts, texts);
  const bytes = (count: number): string =>
    texts.number(`${formatSize(count)}, ${formatSize(Math.round(perSecond(count, phase) ?? 0))}/s`);
  const rows = present<[string, Inline]>(
    [
      words.offered,
      offered === null
        ? words.noSchedule
        : words.countIn(rateText(offered, texts), countText(counts.intended, texts), window),
    ],
    [
      words.achieved,
      offered === null
        ? words.sentAt(sentRate)
        : words.sentOfOffered(sentRate, shareText(sentInWindow / counts.intended, texts)),
    ],
    [
      words.throughput,
      words.okIn(
        rateText(perSecond(okInWindow, phase), texts),
        texts.counted.okReplies(okInWindow),
        window,
      ),
    ],
    [words.requests, intended],
    [words.ofSent, sent],
    [words.bytesSent, bytes(bytesSent)],
    [words.bytesReceived, bytes(bytesReceived)],
    [
      words.connections,
      words.opened(
        countText(plan.connections, texts),
        countText(phase.connectionsOpened, texts),
        phase.connectionsOpened,
      ),
    ],
    strayReplies > 0 && [words.stray, words.strayText(countText(strayReplies, texts))],
  );
  return [heading(words.heading), table([left(texts.report.what), left(texts.report.value)], rows)];
}

export function errorSection({ failures, counts }: LoadPhase, texts: Texts): Block[] {
  if (failures.length === 0) return [];
  const words = texts.loadReport.errors;
  const { kinds } = texts.failures;
  const hasRemedy = failures.some(({ kind }) => remedyText(kind, texts) !== undefined);
  return [
    heading(words.heading),
    picture("errors", texts.loadReport.charts.errors),
    tableOf<FailureTally>(
      failures,
      present(
        [left(words.kind), ({ kind }) => kinds[kind]],
        [right(words.requests), ({ count }) => countText(count, texts)],
        [right(words.share), ({ count }) => shareText(count / counts.intended, texts)],
        [right(words.firstAt), ({ firstNs }) => texts.number(`${formatSeconds(firstNs)} s`)],
        [right(words.lastAt), ({ lastNs }) => texts.number(`${formatSeconds(lastNs)} s`)],
        [
          left(words.example),
          ({ example }) =>
            example.en === "" ? ABSENT : { code: escapeControls(texts.of(example)) },
        ],
        hasRemedy && [left(words.remedy), ({ kind }) => remedyText(kind, texts) ?? ABSENT],
      ),
    ),
  ];
}

export function namedSection({ byRequest }: LoadPhase, texts: Texts): Block[] {
  if (byRequest.length === 0) return [];
  const { named: words, counts: names } = texts.loadReport;
  const named = byRequest.map((own) => ({ ...own, times: new ResponseTimes(own) }));
  return [
    heading(words.heading),
    tableOf(named, [
      [left(words.request), ({ name }) => escapeControls(name)],
      [right(names.intended), ({ counts }) => countText(counts.intended, texts)],
      [right(names.ok), ({ counts }) => countText(counts.ok, texts)],
      [right(names.failed), ({ counts }) => countText(counts.failed, texts)],
      [right(names.neverAnswered), ({ counts }) => countText(unansweredOf(counts), texts)],
      ...percentileColumns<(typeof named)[number]>([50, 90, 99, 100], ({ times }) => times, texts),
    ]),
  ];
}
