// The status of a running cluster: for `bun run cluster status`, and for the table after the start.

import type { MemberState } from "../messages/en/cluster.ts";
import type { Text } from "../units/text.ts";

export type { MemberState };

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
