// The status of a running cluster, as JSON for programs and as a table for a terminal. Pure.
import type { ClusterMessages } from "../messages/catalogue.ts";
import type { MemberState } from "../messages/en/cluster.ts";
import type { Text } from "../units/text.ts";

export interface MemberStatus {
  readonly name: string;
  readonly kind: "balancer" | "entry" | "worker" | "engine";
  readonly state: MemberState;
  /** Its listening address: "127.0.0.1:15432" or a URL without secrets; null if it does not listen. */
  readonly address: string | null;
  readonly adminPort: number | null;
  /** Of its main process; null while it does not run, and for an engine that was given with --use. */
  readonly pid: number | null;
  /** How often it ended by itself and was started again. */
  readonly restarts: number;
  /** In a few words, such as "10 threads". */
  readonly note: Text;
}

export interface ClusterStatus {
  readonly state: "starting" | "up" | "stopping" | "down";
  /** The one address for clients. */
  readonly hostname: string;
  readonly port: number;
  readonly folder: string;
  readonly isKept: boolean;
  readonly pid: number;
  /** Unix time in ms. */
  readonly startedAtMs: number;
  /** Threads of each worker. */
  readonly threads: number;
  readonly members: readonly MemberStatus[];
}

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
