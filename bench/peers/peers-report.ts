// report.md of a run, and what the terminal shows of each contest.
import type { Texts } from "../messages/texts.ts";
import { type Block, type Inline, left, plainParagraph, right } from "../report/document/blocks.ts";
import { formatMarkdown } from "../report/document/markdown.ts";
import { ABSENT, dateTimeText } from "../report/document/phrases.ts";
import { formatSize } from "../../src/units/size.ts";
import { OURS } from "./contest.ts";
import { formatFigure } from "./figures.ts";
import type { ContestRecord, PeersRun } from "../run/peers/run.ts";
import { checkGoals, formatRatio, type PeerSummary, summarizePeers } from "./summary.ts";

export function peersReport(run: PeersRun, texts: Texts): string {
  const { environment, label, startedAt, seed, commandLine, status } = run;
  const { escaleraVersion, commit, bun, kernel, cpuModel, cpuCount, memoryBytes } = environment;
  const { peers: words, report, counted } = texts;
  const cores = report.how.coresOf(counted.cores(cpuCount), cpuModel);
  return formatMarkdown(
    [
      { kind: "heading", level: 1, text: words.title(label) },
      ...(status === "complete" ? [] : [alarm(status, texts)]),
      plainParagraph(words.explained),
      {
        kind: "list",
        items: [
          [words.command, { code: commandLine }],
          [words.begun(dateTimeText(startedAt, texts), seed)],
          [words.machine(cores, texts.number(formatSize(memoryBytes)), kernel)],
          [`Escalera ${escaleraVersion}${commit === null ? "" : ` (${commit})`}, Bun ${bun}`],
        ],
      },
      ...run.contests.flatMap((contest) => contestBlocks(contest, texts)),
    ],
    texts,
  );
}

/** One contest by itself, as text that reads well in a terminal. */
export function contestText(contest: ContestRecord, texts: Texts): string {
  return formatMarkdown(contestBlocks(contest, texts), texts);
}

function alarm(status: "running" | "interrupted", { peers, report }: Texts): Block {
  const title = status === "running" ? peers.notOver : report.alarms.interrupted;
  return { kind: "alarm", title, lines: [peers.stopped] };
}

function contestBlocks(contest: ContestRecord, texts: Texts): Block[] {
  const { peers: words } = texts;
  const { title, description } = words.contests[contest.name];
  const heading: Block = { kind: "heading", level: 2, text: title };
  if (contest.skipped !== null)
    return [heading, plainParagraph(words.notMeasured(texts.of(contest.skipped)))];
  const summaries = summarizePeers(contest);
  const { unknown, reached, missed } = words.goals;
  const goals = checkGoals(contest, texts).map(({ asked, measured, isReached }) => [
    words.goal(asked) + (measured === null ? "" : words.goalMeasured(measured)),
    { strong: isReached === null ? unknown : isReached ? reached : missed },
  ]);
  const notes = [...goals, ...notesOn(contest, texts)];
  return [
    heading,
    plainParagraph(description),
    peersTable(contest, summaries, texts),
    ...(notes.length === 0 ? [] : [{ kind: "list", items: notes } as const]),
  ];
}

function peersTable(
  { figures, primary }: ContestRecord,
  summaries: readonly PeerSummary[],
  texts: Texts,
): Block {
  const { peers: words } = texts;
  const hasRatios = summaries.some(({ ratio }) => ratio !== null);
  return {
    kind: "table",
    columns: [
      left(words.contestant),
      left(words.version),
      ...figures.map((figure) => right(words.figures[figure])),
      right(words.rangeOf(words.figures[primary])),
      ...(hasRatios ? [right(words.ratio)] : []),
      right(words.rounds),
    ],
    rows: summaries.map(({ peer, medians, primary: spread, ratio }) => [
      peer.name === OURS ? { strong: peer.name } : peer.name,
      peer.version ?? ABSENT,
      ...figures.map((figure) => {
        const median = medians[figure];
        return median === undefined ? ABSENT : formatFigure(figure, median, texts);
      }),
      spread === null
        ? ABSENT
        : `${formatFigure(primary, spread.min, texts)} – ${formatFigure(primary, spread.max, texts)}`,
      ...(hasRatios ? [ratio === null ? ABSENT : texts.number(formatRatio(ratio))] : []),
      String(spread?.rounds ?? 0),
    ]),
  };
}

/** How each was run, who was missing, what failed. */
function notesOn({ peers, measurements }: ContestRecord, texts: Texts): (readonly Inline[])[] {
  const { peers: words } = texts;
  return peers.flatMap(({ name, command, missing }) => {
    if (missing !== null) return [[words.tookNoPart(name, texts.of(missing))]];
    const own = measurements.filter(({ contestant }) => contestant === name);
    /** Of all turns with such a text the number, and of the first its round and its text. */
    const turnsWith = (
      kind: "failure" | "doubt",
      wording: (name: string, turns: string, round: number, reason: string) => string,
    ): (readonly Inline[])[] => {
      const turns = own.filter((turn) => turn[kind] !== null);
      return turns.slice(0, 1).map((first) => {
        const reason = first[kind];
        const said = reason === null ? "" : texts.of(reason);
        return [wording(name, words.turns(turns.length), first.round, said)];
      });
    };
    const bad = own.filter(({ figures }) => (figures?.requestsFailed ?? 0) > 0);
    return [
      [`${name}: `, { code: command }],
      ...turnsWith("failure", words.failed),
      ...turnsWith("doubt", words.doubted),
      ...(bad.length > 0 ? [[words.hadFailures(name, words.turns(bad.length))]] : []),
    ];
  });
}
