// What runs where, as text for a terminal. Pure.
import type { ClusterMessages } from "../messages/catalogue.ts";
import type { ClusterStatus, MemberStatus } from "./status.ts";

/** A row a member, columns as wide as their widest cell; without a newline at the end. */
export function formatTable(status: ClusterStatus, messages: ClusterMessages): string {
  const header = messages.columns();
  const rows = status.members.map((member) => cellsOf(member, messages));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

function cellsOf(member: MemberStatus, messages: ClusterMessages): readonly string[] {
  const { name, state, address, adminPort, pid, restarts, note } = member;
  return [
    name,
    messages.state(state),
    address ?? "–",
    adminPort === null ? "–" : String(adminPort),
    pid === null ? "–" : String(pid),
    [note, restarts === 0 ? "" : messages.restarts(restarts)].filter(Boolean).join(", "),
  ];
}

/** Tasks that run at a time when all workers are up. */
export function widthOf({ members, threads }: ClusterStatus): number {
  return workersOf(members) * threads;
}

export function workersOf(members: readonly MemberStatus[]): number {
  return members.filter(({ kind }) => kind === "worker").length;
}
