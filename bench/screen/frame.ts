// One picture of a running sweep as lines of text: progress, lanes, and the staircase drawing itself. Pure.
import type { Ns } from "../../src/units/duration.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { formatClock, type Progress } from "./progress.ts";

/** Lines that the frame has beside lanes and staircase: title, bar, counts, two gaps, the axis and its name. */
const FIXED_LINES = 7;
const LANE_COLUMNS = 19;
const MIN_STAIR_ROWS = 4;
const LABEL_COLUMNS = 9;

/** At most `height` lines of at most `width` columns, without escapes. */
export function drawFrame(
  progress: Progress,
  elapsedNs: Ns,
  nowNs: Ns,
  width: number,
  height: number,
): string[] {
  const lanes = drawLanes(progress, width);
  const stairRows = Math.min(12, height - 1 - FIXED_LINES - lanes.length);
  const lines = [
    progress.plan.title,
    drawBar(progress, elapsedNs, nowNs, width),
    drawCounts(progress),
    ...(stairRows >= MIN_STAIR_ROWS ? ["", ...drawStaircase(progress, width, stairRows)] : []),
    "",
    ...lanes,
  ];
  return lines.slice(0, height - 1).map((line) => line.slice(0, width));
}

function drawBar(progress: Progress, elapsedNs: Ns, nowNs: Ns, width: number): string {
  const etaNs = progress.etaNs(nowNs);
  const clocks = `${formatClock(elapsedNs)} elapsed, ${formatClock(etaNs)} to go`;
  const columns = Math.max(10, Math.min(50, width - clocks.length - 4));
  // By time rather than by levels: a level of 100 clients takes ten times as long as one of 10.
  const share = elapsedNs / Math.max(1, elapsedNs + etaNs);
  const filled = Math.round(share * columns);
  return `${"█".repeat(filled)}${"░".repeat(columns - filled)}  ${clocks}`;
}

function drawCounts(progress: Progress): string {
  const { doneLevels, totalLevels, replies, totalReplies, failures, remeasured } = progress;
  return [
    `levels ${doneLevels}/${totalLevels}`,
    `replies ${replies}/${totalReplies}`,
    ...(failures > 0 ? [`failed ${failures}`] : []),
    ...(remeasured > 0 ? [`measured again ${remeasured}`] : []),
  ].join("   ");
}

/** "lane 3  47 ▓▓▓▓░░ 2/5" in as many columns as fit. */
function drawLanes({ lanes }: Progress, width: number): string[] {
  const cells = lanes.map(({ current, done, total }, i) => {
    const name = `${i + 1}`.padStart(3);
    const level = current === undefined ? "   –" : `${current.level}`.padStart(4);
    const share = current === undefined ? 0 : current.replies / current.level;
    const filled = Math.round(share * 4);
    const bar = current === undefined ? "    " : "▓".repeat(filled) + "░".repeat(4 - filled);
    return `${name}${level} ${bar} ${`${done}/${total}`.padEnd(5)}`.padEnd(LANE_COLUMNS);
  });
  const perLine = Math.max(1, Math.floor(width / LANE_COLUMNS));
  const heading =
    lanes.length === 1 ? "lane, clients now, levels done" : "lanes: clients now, levels done";
  const lines = [heading];
  for (let i = 0; i < cells.length; i += perLine) {
    lines.push(
      cells
        .slice(i, i + perLine)
        .join("")
        .trimEnd(),
    );
  }
  return lines;
}

/** Makespan over concurrent clients: █ measured, · still to come (by theory). */
export function drawStaircase(progress: Progress, width: number, rows: number): string[] {
  const idealNs = new Map(
    progress.plan.lanes.flat().map(({ level, idealMakespanNs }) => [level, idealMakespanNs]),
  );
  const levels = [...idealNs.keys()].sort((a, b) => a - b);
  const topNs = Math.max(1, ...idealNs.values(), ...progress.makespanNs.values());
  const columns = Math.max(1, Math.min(width - LABEL_COLUMNS, Math.max(levels.length, 20)));
  const levelAt = (column: number): number =>
    levels[Math.floor((column * levels.length) / columns)] ?? 0;
  const lines: string[] = [];
  for (let row = rows; row >= 1; row--) {
    // A cell is filled when the makespan reaches into its lower half.
    const floorNs = ((row - 0.5) / rows) * topNs;
    const label = formatDuration((row / rows) * topNs, 1).padStart(LABEL_COLUMNS - 2);
    let line = `${row === rows || row === Math.ceil(rows / 2) ? label : "".padStart(LABEL_COLUMNS - 2)} ┤`;
    for (let column = 0; column < columns; column++) {
      const level = levelAt(column);
      const measuredNs = progress.makespanNs.get(level);
      if (measuredNs !== undefined) line += measuredNs >= floorNs ? "█" : " ";
      else line += (idealNs.get(level) ?? 0) >= floorNs ? "·" : " ";
    }
    lines.push(line.trimEnd());
  }
  const first = `${levels[0] ?? ""}`;
  const last = `${levels.at(-1) ?? ""}`;
  const caption = "clients → time for all replies";
  const gap = columns - first.length - last.length;
  const middle =
    gap > caption.length + 2
      ? caption.padStart(Math.floor((gap + caption.length) / 2)).padEnd(gap)
      : " ".repeat(Math.max(1, gap));
  lines.push(`${" ".repeat(LABEL_COLUMNS - 1)}└${"─".repeat(columns)}`);
  lines.push(`${" ".repeat(LABEL_COLUMNS)}${first}${middle}${last}`);
  return lines;
}
