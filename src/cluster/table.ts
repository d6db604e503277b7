// The members of a cluster as a table for a terminal. Pure.
import type { ClusterMessages } from "../messages/catalogue.ts";
import { wrapWords } from "../units/wrap-words.ts";
import type { ClusterStatus, MemberStatus } from "./status.ts";

const GAP = "  ";
/** Below this width a note is not wrapped any further. */
const MIN_NOTE_WIDTH = 12;

/**
 * A row for each member, columns as wide as their widest cell; without a newline at the end. If that is wider than
 * `columns`, addresses are host and port only, and notes are wrapped: no name and no number is broken.
 */
export function formatTable(
  status: ClusterStatus,
  messages: ClusterMessages,
  columns = Number.POSITIVE_INFINITY,
): string {
  const header = messages.columns();
  const rows = status.members.map((member) => cellsOf(member, messages));
  const whole = layOut([header, ...rows], Number.POSITIVE_INFINITY);
  if (whole.every((line) => line.length <= columns)) return whole.join("\n");
  const short = rows.map((row) => row.map((cell, i) => (i === ADDRESS ? hostAndPort(cell) : cell)));
  return layOut([header, ...short], columns).join("\n");
}

const ADDRESS = 4;

function cellsOf(member: MemberStatus, messages: ClusterMessages): readonly string[] {
  const { name, state, address, adminPort, pid, restarts, note } = member;
  const notes = [messages.of(note), restarts === 0 ? "" : messages.restarts(restarts)];
  return [
    name,
    messages.state(state),
    pid === null ? "–" : String(pid),
    adminPort === null ? "–" : String(adminPort),
    address ?? "–",
    notes.filter(Boolean).join(", "),
  ];
}

/** The last column takes the rest of the width and is wrapped at spaces. */
function layOut(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const last = (rows[0]?.length ?? 1) - 1;
  const widths = Array.from({ length: last }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const indent = widths.reduce((sum, width) => sum + width + GAP.length, 0);
  const rest = Math.max(MIN_NOTE_WIDTH, columns - indent);
  return rows.flatMap((row) => {
    const cells = widths.map((width, column) => (row[column] ?? "").padEnd(width) + GAP);
    const [first = "", ...others] = wrapWords(row[last] ?? "", rest);
    return [
      `${cells.join("")}${first}`.trimEnd(),
      ...others.map((line) => " ".repeat(indent) + line),
    ];
  });
}

/** "postgres://user:***@127.0.0.1:15432/tasks" is 127.0.0.1:15432. */
function hostAndPort(address: string): string {
  return /^[a-z0-9+]+:\/\/(?:[^@/]*@)?([^/?#]+)/.exec(address)?.[1] ?? address;
}

/** Tasks that run at a time when all workers are up. */
export function widthOf({ members, threads }: ClusterStatus): number {
  return workersOf(members) * threads;
}

export function workersOf(members: readonly MemberStatus[]): number {
  return members.filter(({ kind }) => kind === "worker").length;
}
