// The plan of a cluster: names and command lines of its processes, from the options. Pure: nothing starts here.
import type { ComponentName } from "./components/requirements.ts";
import { usageError } from "../messages/catalogue.ts";
import { partSeed } from "../units/random.ts";

export const ENGINES = ["amqp", "postgres", "s3"] as const;
/** The external programs that store and queue tasks. */
export type Engine = (typeof ENGINES)[number];

/** Their names as members of a cluster. */
export const NAME_OF_ENGINE = { amqp: "rabbitmq", postgres: "postgres", s3: "s3" } as const;

export const BALANCERS = ["haproxy", "nginx"] as const;
export type Balancer = (typeof BALANCERS)[number];

/** Limit of workers and of entry servers: each is a process of 50 to 125 MB. */
export const MAX_SERVERS = 64;

const COMPONENT_OF = { amqp: "rabbitmq", postgres: "postgres", s3: "ceph" } as const;

const SCHEMES: Readonly<Record<Engine, readonly string[]>> = {
  amqp: ["amqp:", "amqps:"],
  postgres: ["postgres:", "postgresql:"],
  s3: ["s3:"],
};

export type ServerKind = "entry" | "worker";

export interface ClusterPlan {
  readonly entries: number;
  readonly workers: number;
  /** Of each worker. */
  readonly threads: number;
  readonly balancer: Balancer;
  /** Where clients connect. */
  readonly hostname: string;
  readonly port: number;
  readonly queue: string;
  /** URLs of engines that run already; the other engines are started. */
  readonly use: Readonly<Partial<Record<Engine, string>>>;
  /** Flags for each worker: --service, --work, … */
  readonly workerFlags: readonly string[];
  /** Each worker draws its service times from a seed made of it; undefined where none are drawn. */
  readonly seed: number | undefined;
  /** Flags for each entry server and each worker: --log, --lang, … */
  readonly commonFlags: readonly string[];
}

export type EngineUrls = Readonly<Record<Engine, string>>;

/** A process of the cluster: an entry server or a worker. */
export interface ServerPlan {
  readonly name: string;
  readonly kind: ServerKind;
  /** From 1. */
  readonly index: number;
  /** Port for tasks; null for a worker, which does not listen. */
  readonly port: number | null;
  /** Of /healthz and /readyz. */
  readonly adminPort: number;
  readonly args: readonly string[];
}

export interface EntryPlace {
  readonly port: number;
  readonly adminPort: number;
  /** Address for tasks; default 127.0.0.1. */
  readonly host?: string;
  /** Address of the balancer; default 127.0.0.1. */
  readonly proxyFrom?: string;
}

export function planEntry(
  plan: ClusterPlan,
  urls: EngineUrls,
  index: number,
  { port, adminPort, host = "127.0.0.1", proxyFrom = "127.0.0.1" }: EntryPlace,
): ServerPlan {
  const name = `entry-${index}`;
  // The balancer sends the client's address in a PROXY header.
  const own = { host, port, "admin-port": adminPort, name, "proxy-from": proxyFrom };
  const args = [...flags({ ...own, ...sharedFlags(plan, urls) }), ...plan.commonFlags];
  return { name, kind: "entry", index, port, adminPort, args };
}

export function planWorker(
  plan: ClusterPlan,
  urls: EngineUrls,
  index: number,
  adminPort: number,
): ServerPlan {
  const name = `worker-${index}`;
  const own = { threads: plan.threads, "admin-port": adminPort, name };
  const args = [
    ...flags({ ...own, ...sharedFlags(plan, urls) }),
    ...plan.workerFlags,
    ...(plan.seed === undefined ? [] : flags({ seed: partSeed(plan.seed, index) })),
    ...plan.commonFlags,
  ];
  return { name, kind: "worker", index, port: null, adminPort, args };
}

function sharedFlags({ queue }: ClusterPlan, { amqp, postgres, s3 }: EngineUrls) {
  return { broker: amqp, store: postgres, blobs: s3, queue };
}

function flags(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** 1, 2, … up to `count`. */
export function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** The engines that the cluster starts itself. */
export function ownEngines({ use }: ClusterPlan): readonly Engine[] {
  return ENGINES.filter((engine) => use[engine] === undefined);
}

/** The components that this plan needs. */
export function componentsOf(plan: ClusterPlan): readonly ComponentName[] {
  return [...ownEngines(plan).map((engine) => COMPONENT_OF[engine]), plan.balancer];
}

/**
 * The servers to start and to stop so that `wanted` run: the lowest free numbers are started, the highest numbers are
 * stopped.
 */
export function planScale(
  indexes: readonly number[],
  wanted: number,
): { readonly start: readonly number[]; readonly stop: readonly number[] } {
  const running = [...indexes].sort((a, b) => a - b);
  const start: number[] = [];
  for (let index = 1; running.length + start.length < wanted; index++) {
    if (!running.includes(index)) start.push(index);
  }
  return { start, stop: running.slice(wanted).toReversed() };
}

/** Parses "amqp=amqp://user:secret@host/". @throws {OptionsError} without the URL's secrets. */
export function parseUse(text: string): readonly [engine: Engine, url: string] {
  const [name = "", url = ""] = text.split(/=(.*)/s);
  const engine = ENGINES.find((known) => known === name);
  if (engine === undefined) throw usageError(({ problems }) => problems.notAnEngine(name, ENGINES));
  if (SCHEMES[engine].includes(schemeOf(url))) return [engine, url];
  const schemes = SCHEMES[engine].map((scheme) => `${scheme}//`);
  throw usageError(({ problems }) => problems.engineScheme(engine, schemes));
}

function schemeOf(url: string): string {
  return /^[a-z0-9+]+:(?=\/\/.)/.exec(url)?.[0] ?? "";
}

/** A URL without secrets: user names stay; passwords and values of the query are removed. */
export function withoutSecrets(url: string): string {
  return url
    .replace(/^([a-z0-9+]+:\/\/[^:@/?#]*):[^@/?#]*@/, "$1:***@")
    .replaceAll(/([?&][^=&]+)=[^&]*/g, "$1=***");
}
