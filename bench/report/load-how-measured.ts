// The end of a load report: in plain words what its numbers mean, how to get them again, and where they all are.
import type { Texts } from "../messages/texts.ts";
import { loadText } from "../judge/load-words.ts";
import { formatLoadTarget } from "../measure/format-load-target.ts";
import type { LoadPlan, ReplyRule, RequestContent } from "../measure/load-plan.ts";
import type { LoadRun } from "../measure/load-run.ts";
import { counted } from "../../src/units/counted.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { type Block, type Inline, left, plainParagraph } from "./document.ts";
import { allOptions, filesSection, howHeading, machineFacts } from "./how-measured.ts";
import { hasErrors } from "./load-phrases.ts";
import { ERRORS_PICTURE, LOAD_PICTURES } from "./load-pictures.ts";
import { ABSENT } from "./phrases.ts";

const FILES: readonly (readonly [file: string, what: string])[] = [
  ["run.json", "all of this for programs: options, machine, counts, histograms, slices"],
  ["slices.csv", "a row a short stretch of time"],
  ["errors.csv", "a row a kind of error"],
  ["latency.hgrm", "percentile distribution of the ok replies from the intended start, in ms"],
  ["junit.xml", "a test case for the run, and one a threshold"],
  ["report.html", "this report in one file"],
  ["report.md", "this report in markdown"],
];

const SAMPLES_FILE = ["requests.csv", "a row a request, raw"] as const;

export function howLoadWasMeasured(run: LoadRun, texts: Texts): Block[] {
  const { plan, result, options } = run;
  const hasSamples = options["samples"] === true;
  const facts: [string, Inline][] = [
    ["started", run.startedAt],
    ["ended", run.endedAt ?? ABSENT],
    ["target", formatLoadTarget(plan.target)],
    ["load", loadText(plan)],
    ...plan.requests.map(({ name, content, reply }): [string, Inline] => [
      plan.requests.length === 1 ? "request" : `request ${name}`,
      { code: `${contentText(content)} → ${replyText(reply)}` },
    ]),
    ["most in flight on a connection", String(plan.pipeline)],
    [
      "connections are opened anew",
      plan.reconnectEvery === null ? "never" : `every ${counted(plan.reconnectEvery, "request")}`,
    ],
    ["time-out", formatDuration(plan.timeoutNs)],
    ["warm-up", plan.warmupNs === 0 ? "none" : formatDuration(plan.warmupNs)],
    ["generators", String(plan.generators)],
    ["seed", String(run.seed)],
    ...machineFacts(run.environment, texts),
  ];
  return [
    howHeading(run, texts),
    ...loopWords(plan).map(plainParagraph),
    plainParagraph(
      "Response times are kept in HDR histograms of 4 significant digits (slices of time: 3) in whole microseconds, from 1 µs to 1 h.",
    ),
    { kind: "code", text: run.commandLine },
    { kind: "table", columns: [left("what"), left("value")], rows: facts },
    allOptions(options, texts),
    ...filesSection(
      hasSamples ? [...FILES, SAMPLES_FILE] : FILES,
      (result === null ? [] : [...LOAD_PICTURES, ...(hasErrors(run) ? [ERRORS_PICTURE] : [])]).map(
        ({ name }) => name,
      ),
      texts,
    ),
  ];
}

function loopWords({ loop, timeoutNs }: LoadPlan): string[] {
  const timeout = formatDuration(timeoutNs);
  const unanswered = `A request that got no whole reply within ${timeout} was given up. All that is known of it is that it would have taken longer than it waited, so it counts as that in every percentile ("> ${timeout}"), and is never left out; so does one that was dropped, unsent or still in flight at the end.`;
  switch (loop.kind) {
    case "open":
      return [
        "Open loop: requests were due by a schedule, whatever the target did. The response time runs from the intended start, so that waiting for a free connection, or for a generator that was late, is in it. Beside it stands the time from the actual send, which leaves that waiting out.",
        loop.isDropping
          ? "A request that was due while every connection was busy was dropped (--drop): it counts as never answered."
          : "A request that was due while every connection was busy waited for one.",
        unanswered,
      ];
    case "closed":
      return [
        "Closed loop: each connection sent its next request when the last was answered. There is no schedule, so a target that stands still is asked less while it does, and the requests that would have met it are missing here (coordinated omission): this can't be seen in a closed loop, nor mended. An open loop (-R) shows it.",
        unanswered,
      ];
    case "burst":
      return [
        "Burst: all requests were due at one instant, each on a connection of its own, opened before. The response time runs from that instant.",
        unanswered,
      ];
    default:
      return loop satisfies never;
  }
}

function contentText(content: RequestContent): string {
  switch (content.kind) {
    case "text":
      return content.text;
    case "file":
      return `the file ${content.path}`;
    case "jsonl":
      return `a line of ${content.path}${content.isShuffled ? ", shuffled" : ", in order"}`;
    case "task":
      return `the task ${content.text}`;
    default:
      return content satisfies never;
  }
}

function replyText(reply: ReplyRule): string {
  if (reply.kind === "lines" || reply.kind === "bytes") return `${reply.kind}:${reply.count}`;
  return reply.kind === "until" ? `until:${JSON.stringify(reply.text)}` : reply.kind;
}
