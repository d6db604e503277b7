// The end of a load report: what the numbers mean, how to repeat the run, and the files.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import type { LoadPlan, ReplyRule, RequestContent } from "../../run/load/plan.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { formatDuration } from "../../../src/units/duration.ts";
import { type Block, type Inline, left, plainParagraph, table } from "../document/blocks.ts";
import { allOptions, filesSection, howHeading, machineFacts } from "../document/how-measured.ts";
import { dateTimeText } from "../document/phrases.ts";
import { countText } from "../../judge/load/texts.ts";
import { present } from "../../../src/units/present.ts";

/** `pictures`: names of the pictures beside the report. */
export function howLoadWasMeasured(
  run: LoadRun,
  pictures: readonly string[],
  texts: Texts,
): Block[] {
  const { plan, options } = run;
  const { report } = texts;
  const { how } = texts.loadReport;
  const facts = present<[string, Inline]>(
    [report.how.started, dateTimeText(run.startedAt, texts)],
    [report.how.ended, dateTimeText(run.endedAt, texts)],
    [how.target, formatLoadTarget(plan.target)],
    [how.load, loadText(plan, texts)],
    ...plan.requests.map(({ name, content, reply }): [string, Inline] => [
      plan.requests.length === 1 ? how.request : how.requestOf(name),
      { code: `${contentText(content, texts)} → ${replyText(reply)}` },
    ]),
    [how.inFlight, countText(plan.pipeline, texts)],
    plan.pipeline > 1 && [how.matching, matchingText(plan, texts)],
    [
      how.reconnect,
      plan.reconnectEvery === null
        ? how.never
        : how.everyRequests(texts.counted.requests(plan.reconnectEvery)),
    ],
    [how.timeout, texts.number(formatDuration(plan.timeoutNs))],
    [how.warmup, plan.warmupNs === 0 ? how.none : texts.number(formatDuration(plan.warmupNs))],
    [how.generators, String(plan.generators)],
    [report.how.seed, String(run.seed)],
    ...machineFacts(run.environment, texts),
  );
  return [
    howHeading(run, texts),
    ...loadMethod(plan, texts).map(plainParagraph),
    plainParagraph(how.histograms),
    { kind: "code", text: run.commandLine },
    table([left(report.what), left(report.value)], facts),
    allOptions(options, texts),
    ...filesSection(filesOf(options["samples"] === true, texts), pictures, texts),
  ];
}

function filesOf(
  hasSamples: boolean,
  { loadReport, report }: Texts,
): [file: string, what: string][] {
  const { files } = loadReport;
  return present(
    ["run.json", files.run],
    ["slices.csv", files.slices],
    ["errors.csv", files.errors],
    ["latency.hgrm", files.hgrm],
    ["junit.xml", files.junit],
    ["report.html", report.files.reportHtml],
    ["report.md", report.files.reportMd],
    hasSamples && ["requests.csv", files.samples],
  );
}

/** Paragraphs: the start of the response times, and how unanswered requests count. */
function loadMethod({ loop, timeoutNs }: LoadPlan, texts: Texts): string[] {
  const { how } = texts.loadReport;
  const unanswered = how.unanswered(texts.number(formatDuration(timeoutNs)));
  switch (loop.kind) {
    case "open":
      return [how.open, loop.isDropping ? how.dropping : how.waiting, unanswered];
    case "closed":
      return [how.closed, unanswered];
    case "burst":
      return [how.burst, unanswered];
    default:
      return loop satisfies never;
  }
}

function contentText(content: RequestContent, { loadReport: { how } }: Texts): string {
  switch (content.kind) {
    case "text":
      return content.text;
    case "file":
      return how.file(content.path);
    case "jsonl":
      return content.isShuffled ? how.shuffled(content.path) : how.jsonl(content.path);
    case "task":
      return how.task(content.text);
    default:
      return content satisfies never;
  }
}

/** How it is known which of several requests in flight a reply answers. */
function matchingText({ requests, isOrdered }: LoadPlan, { loadReport: { how } }: Texts): Inline {
  const [first] = requests;
  if (first?.reply.kind === "json-id") return how.byId("json-id");
  if (first?.id?.kind === "match") return how.byId(`id-match ${first.id.pattern}`);
  if (first?.id?.kind === "at") {
    return how.byId(`id-at ${first.id.offset}:${formatBinaryNumber(first.id.number)}`);
  }
  return isOrdered ? how.byOrder : how.byNothing;
}

function replyText(reply: ReplyRule): string {
  if (reply.kind === "lines" || reply.kind === "bytes") return `${reply.kind}:${reply.count}`;
  if (reply.kind === "frame") {
    return `frame:${formatBinaryNumber(reply.length)}${reply.isInclusive ? ":inclusive" : ""}`;
  }
  return reply.kind === "until" ? `until:${JSON.stringify(reply.text)}` : reply.kind;
}
