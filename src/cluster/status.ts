// What a running cluster says of itself: to `bun run cluster status`, and in the table when it is up.

import type { MemberState } from "../messages/en/cluster.ts";

export type { MemberState };

export interface MemberStatus {
  readonly name: string;
  readonly kind: "balancer" | "entry" | "worker" | "engine";
  readonly state: MemberState;
  /** Where it listens: "127.0.0.1:15432" or a URL without secrets; null if nowhere. */
  readonly address: string | null;
  readonly adminPort: number | null;
  /** Of its main process; null while it does not run, and for an engine that was there before. */
  readonly pid: number | null;
  /** Times that it ended by itself and was started again. */
  readonly restarts: number;
  /** In a few words, such as "10 threads". */
  readonly note: string;
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
  /** Of each worker. */
  readonly threads: number;
  readonly members: readonly MemberStatus[];
}
