// The parts of a cluster: engines, a balancer, servers. components/ and server-process.ts make the real parts; tests make
// small ones.
import type { Engine, EngineUrls, ServerPlan } from "./plan.ts";
import type { Running, Start } from "./supervisor.ts";

/** One server behind the balancer. */
export interface BalancedServer {
  readonly name: string;
  readonly port: number;
  readonly adminPort: number;
}

export interface RunningEngine extends Running {
  /** Constant over restarts: other members use it. */
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
  /** Sends new connections to these servers; open connections stay. */
  setServers(servers: readonly BalancedServer[]): Promise<void>;
  /** Sends no new connections to this server, and stops checks that could close its open ones, if the balancer can. */
  drain(name: string): Promise<void>;
  /** Resolves when the balancer's checks have found all servers up; at once if it makes no checks. */
  waitUntilUp(): Promise<void>;
  /** Open connections to this server; undefined if the balancer does not report them. */
  connectionsTo(name: string): Promise<number | undefined>;
}

export interface BalancerPart {
  readonly name: string;
  /** Not translated. */
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
  /** Distinct free loopback ports below the ephemeral range. */
  readonly freePorts: (count: number) => readonly number[];
}

export const URL_OF: Readonly<Record<Engine, keyof EngineUrls>> = {
  amqp: "broker",
  postgres: "store",
  s3: "blobs",
};
