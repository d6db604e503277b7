// report.md of a run, and what the terminal shows of each contest.
import { textsFor } from "../messages/texts.ts";
import { type Block, type Inline, left, plainParagraph, right } from "../report/document.ts";
import { formatMarkdown } from "../report/markdown.ts";
import { ABSENT } from "../report/phrases.ts";
import { counted } from "../../src/units/counted.ts";
import { formatSize } from "../../src/units/size.ts";
import { OURS } from "./contest.ts";
import { FIGURES, formatFigure } from "./figures.ts";
import type { ContestRecord, PeersRun } from "./peers-run.ts";
import {
  checkGoals,
  failuresOf,
  formatRatio,
  type PeerSummary,
  summarizePeers,
} from "./summary.ts";

export function peersReport(run: PeersRun): string {
  const { environment, label, startedAt, seed, commandLine, status } = run;
  const { escaleraVersion, commit, bun, kernel, cpuModel, cpuCount, memoryBytes } = environment;
  return formatMarkdown(
    [
      {
        kind: "heading",
        level: 1,
        text: `Escalera and its peers${label === "" ? "" : `, ${label}`}`,
      },
      ...(status === "complete" ? [] : [alarm(status)]),
      plainParagraph(
        "In each round every contestant has one turn, in an order drawn from the seed; a short turn of each before the first round is not kept. " +
          "Shown are medians over the rounds. A ratio is Escalera's figure divided by the peer's of the same round: its median, and the smallest and largest of any round.",
      ),
      {
        kind: "list",
        items: [
          ["Command: ", { code: commandLine }],
          [`Begun: ${startedAt}, seed ${seed}`],
          [
            `Machine: ${cpuCount} × ${cpuModel}, ${formatSize(memoryBytes)}, ${kernel}; generators and servers share it`,
          ],
          [`Escalera ${escaleraVersion}${commit === null ? "" : ` (${commit})`}, Bun ${bun}`],
        ],
      },
      ...run.contests.flatMap(contestBlocks),
    ],
    textsFor("en"),
  );
}

/** One contest by itself, as text that reads well in a terminal. */
export function contestText(contest: ContestRecord): string {
  return formatMarkdown(contestBlocks(contest), textsFor("en"));
}

function alarm(status: "running" | "interrupted"): Block {
  const title = status === "running" ? "NOT OVER" : "INTERRUPTED";
  return { kind: "alarm", title, lines: ["The run was not measured to its end."] };
}

function contestBlocks(contest: ContestRecord): Block[] {
  const heading: Block = { kind: "heading", level: 2, text: contest.title };
  if (contest.skipped !== null)
    return [heading, plainParagraph(`Not measured: ${contest.skipped}.`)];
  const summaries = summarizePeers(contest);
  const goals = checkGoals(contest).map(({ asked, measured, isReached }) => {
    const verdict = isReached === null ? "not measured" : isReached ? "reached" : "not reached";
    return [
      `Asked of Escalera: ${asked}. ${measured === null ? "" : `Measured: ${measured}. `}`,
      { strong: verdict },
    ];
  });
  const notes = [...goals, ...notesOn(contest)];
  return [
    heading,
    plainParagraph(contest.description),
    peersTable(contest, summaries),
    ...(notes.length === 0 ? [] : [{ kind: "list", items: notes } as const]),
  ];
}

function peersTable({ figures, primary }: ContestRecord, summaries: readonly PeerSummary[]): Block {
  const hasRatios = summaries.some(({ ratio }) => ratio !== null);
  return {
    kind: "table",
    columns: [
      left("contestant"),
      left("version"),
      ...figures.map((figure) => right(FIGURES[figure].head)),
      right(`${FIGURES[primary].head}, range`),
      ...(hasRatios ? [right(`Escalera ÷ it`)] : []),
      right("rounds"),
    ],
    rows: summaries.map(({ peer, medians, primary: spread, ratio }) => [
      peer.name === OURS ? { strong: peer.name } : peer.name,
      peer.version ?? ABSENT,
      ...figures.map((figure) => {
        const median = medians[figure];
        return median === undefined ? ABSENT : formatFigure(figure, median);
      }),
      spread === null
        ? ABSENT
        : `${formatFigure(primary, spread.min)} – ${formatFigure(primary, spread.max)}`,
      ...(hasRatios ? [ratio === null ? ABSENT : formatRatio(ratio)] : []),
      String(spread?.rounds ?? 0),
    ]),
  };
}

/** How each was run, who was missing, what failed. */
function notesOn({ peers, measurements }: ContestRecord): (readonly Inline[])[] {
  return peers.flatMap(({ name, command, missing }) => {
    if (missing !== null) return [[`${name} took no part: ${missing}`]];
    const failures = failuresOf(name, measurements);
    const [first] = failures;
    const bad = measurements.filter(
      ({ contestant, figures }) => contestant === name && (figures?.requestsFailed ?? 0) > 0,
    );
    const notes: (readonly Inline[])[] = [[`${name}: `, { code: command }]];
    if (first !== undefined) {
      const turns = counted(failures.length, "turn");
      notes.push([`${name} failed in ${turns}, first in round ${first.round}: ${first.failure}`]);
    }
    const doubts = measurements.filter(
      ({ contestant, doubt }) => contestant === name && doubt !== null,
    );
    const [doubtful] = doubts;
    if (doubtful !== undefined) {
      const turns = counted(doubts.length, "turn");
      notes.push([
        `${name}: in ${turns} our generator called its run invalid, whose figures are kept all the same; first in round ${doubtful.round}: ${doubtful.doubt}`,
      ]);
    }
    if (bad.length > 0) {
      const turns = counted(bad.length, "turn");
      notes.push([`${name} had failed requests in ${turns}: its rate is that of the good ones`]);
    }
    return notes;
  });
}
