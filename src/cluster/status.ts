// The status of a running cluster, as JSON for programs and as a table for a terminal. Pure.
import type { ClusterMessages } from "../messages/catalogue.ts";
import * as is from "../units/schema.ts";

/** In the order of a status. */
export const MEMBER_KINDS = ["balancer", "entry", "worker", "engine"] as const;

const MemberStatus = is.object("", {
  name: is.string(),
  kind: is.oneOf(MEMBER_KINDS),
  state: is.oneOf(["starting", "up", "waiting", "draining", "stopping", "stopped"]),
  address: is.stringOrNull(
    'Its listening address: "127.0.0.1:15432" or a URL without secrets; null if it does not listen.',
  ),
  adminPort: is.numberOrNull(),
  pid: is.numberOrNull(
    "Of its main process; null while it does not run, and for an engine that was given with --use.",
  ),
  restarts: is.number("How often it ended by itself and was started again."),
  note: is.text('In a few words, such as "10 threads".'),
});
export interface MemberStatus extends is.Infer<typeof MemberStatus> {}

export const ClusterStatus = is.object("", {
  state: is.oneOf(["starting", "up", "stopping", "down"]),
  hostname: is.string("With `port`: the one address for clients."),
  port: is.number(),
  folder: is.string(),
  isKept: is.boolean(),
  pid: is.number(),
  startedAtMs: is.number("Unix time in ms."),
  threads: is.number("Of each worker."),
  members: is.list(MemberStatus),
});
export interface ClusterStatus extends is.Infer<typeof ClusterStatus> {}

/** The status for programs: its notes are English. */
export function statusForPrograms({ members, ...status }: ClusterStatus): object {
  return { ...status, members: members.map((member) => ({ ...member, note: member.note.en })) };
}

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
    const [first = "", ...others] = Bun.wrapAnsi(row[last] ?? "", rest).split("\n");
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

export function workersOf(members: readonly MemberStatus[]): number {
  return members.filter(({ kind }) => kind === "worker").length;
}
