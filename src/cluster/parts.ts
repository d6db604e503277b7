// What a cluster is put together from, as the topology sees it: engines, a balancer, servers. components/ and
// server-process.ts make the real ones; tests make small ones.
import type { Engine, EngineUrls, ServerPlan } from "./plan.ts";
import type { Running, Start } from "./supervisor.ts";

/** One server behind the balancer. */
export interface BalancedServer {
  readonly name: string;
  readonly port: number;
  readonly adminPort: number;
}

export interface RunningEngine extends Running {
  /** The same after each start of one part: others hold it. */
  readonly url: string;
}

export interface EnginePart {
  /** "rabbitmq", "postgres", "s3". */
  readonly name: string;
  /** Its name in `--use`, and in `EngineUrls`. */
  readonly engine: Engine;
  readonly start: (signal: AbortSignal) => Promise<RunningEngine>;
}

export interface RunningBalancer extends Running {
  /** From now on new connections go to these; connections that are there stay. */
  setServers(servers: readonly BalancedServer[]): Promise<void>;
  /** No new connections to this one, nor checks that could cut those it has. Of a balancer that can't: nothing. */
  drain(name: string): Promise<void>;
  /** Resolves when its own checks have found all its servers up; at once if it makes none. */
  waitUntilUp(): Promise<void>;
  /** Connections that it has to this server now; undefined where the balancer can't tell. */
  connectionsTo(name: string): Promise<number | undefined>;
}

export interface BalancerPart {
  readonly name: string;
  readonly note: string;
  readonly start: (
    servers: readonly BalancedServer[],
    signal: AbortSignal,
  ) => Promise<RunningBalancer>;
}

export interface ClusterParts {
  readonly engines: readonly EnginePart[];
  readonly balancer: BalancerPart;
  readonly server: (plan: ServerPlan) => Start;
  /** Free loopback ports below the ephemeral range, all different from each other. */
  readonly freePorts: (count: number) => readonly number[];
}

export const URL_OF: Readonly<Record<Engine, keyof EngineUrls>> = {
  amqp: "broker",
  postgres: "store",
  s3: "blobs",
};
