// The members of a cluster: how each is started, and their status.
import { join } from "node:path";
import type { Balancer, EntryServer } from "./components/balancer.ts";
import { Ceph } from "./components/ceph.ts";
import type { Component } from "./components/component.ts";
import { chooseFreePort } from "./components/free-ports.ts";
import { Haproxy } from "./components/haproxy.ts";
import { Nginx } from "./components/nginx.ts";
import { Postgres } from "./components/postgres.ts";
import { Rabbitmq } from "./components/rabbitmq.ts";
import { type ClusterMessages, say as compose } from "../messages/catalogue.ts";
import { type Text, untranslated } from "../units/text.ts";
import {
  type ClusterPlan,
  type Engine,
  ENGINES,
  NAME_OF_ENGINE,
  planEntry,
  planWorker,
  type ServerKind,
  type ServerPlan,
  withoutSecrets,
} from "./plan.ts";
import { serverProcess } from "./server-process.ts";
import type { MemberStatus } from "./status.ts";
import { SupervisedComponent } from "./supervised-component.ts";
import { type Start, Supervisor } from "./supervisor.ts";

const CLASS_OF = { amqp: Rabbitmq, postgres: Postgres, s3: Ceph, haproxy: Haproxy, nginx: Nginx };
const BALANCER_NOTES = {
  haproxy: "HAProxy, leastconn, PROXY v2",
  nginx: "nginx, least_conn, PROXY v1",
} as const;
const KIND_ORDER: readonly MemberStatus["kind"][] = ["balancer", "entry", "worker", "engine"];

/** Writes a line of the log; `from` is the member, or null for the cluster. */
export type Say = (from: string | null, line: string) => void;

export interface MembersOptions {
  readonly plan: ClusterPlan;
  /** Each component has its data in a subfolder. */
  readonly folder: string;
  /** Time limit for a server to end after SIGTERM, longer than its own drain limit. */
  readonly stopLimitMs: number;
  readonly messages: ClusterMessages;
  readonly say: Say;
  /** Called at every change of members and processes. */
  readonly onChange: () => void;
}

export interface Member {
  readonly name: string;
  readonly kind: MemberStatus["kind"];
  readonly supervisor: Supervisor;
  readonly address: () => string | null;
  readonly note: Text;
  /** Entry servers and workers have one. */
  readonly plan?: ServerPlan;
  isDraining: boolean;
}

export class Members {
  /** Undefined before its first start. */
  balancer: Balancer | undefined;
  readonly #options: MembersOptions;
  readonly #byName = new Map<string, Member>();
  readonly #urls: Record<Engine, string>;

  constructor(options: MembersOptions) {
    this.#options = options;
    const { amqp = "", postgres = "", s3 = "" } = options.plan.use;
    this.#urls = { amqp, postgres, s3 };
  }

  get all(): readonly Member[] {
    return [...this.#byName.values()];
  }

  ofKind(kind: Member["kind"]): readonly Member[] {
    return this.all.filter((member) => member.kind === kind);
  }

  find(name: string): Member | undefined {
    return this.#byName.get(name);
  }

  /** Of all members, and of the engines given with --use. */
  get statuses(): readonly MemberStatus[] {
    const { use } = this.#options.plan;
    const existing = ENGINES.filter((engine) => use[engine] !== undefined);
    return [
      ...this.all.map(statusOf).sort(byKind),
      ...existing.map((engine) => existingStatus(engine, this.#urls[engine])),
    ];
  }

  /** The entry servers that get new clients. */
  get balanced(): readonly EntryServer[] {
    return this.ofKind("entry").flatMap(({ name, plan, isDraining }) =>
      plan === undefined || plan.port === null || isDraining
        ? []
        : [{ name, port: plan.port, adminPort: plan.adminPort }],
    );
  }

  startEngine(engine: Engine): Member {
    const name = NAME_OF_ENGINE[engine];
    const folder = join(this.#options.folder, name);
    const part = this.#component(name, (onLine) => new CLASS_OF[engine](folder, { onLine }));
    const start: Start = async (signal) => {
      const running = await part.start(signal);
      this.#urls[engine] = part.component?.url ?? "";
      return running;
    };
    const address = (): string | null => withoutSecrets(this.#urls[engine]) || null;
    return this.#start(start, { name, kind: "engine", address, note: untranslated("") });
  }

  startBalancer(): Member {
    const { plan, folder } = this.#options;
    const { hostname, port, balancer } = plan;
    const name = "balancer";
    const part = this.#component<Balancer>(name, (onLine) => {
      const entries = this.balanced;
      return new CLASS_OF[balancer](join(folder, balancer), { onLine, port, entries });
    });
    const start: Start = async (signal) => {
      // After a restart it gets the present servers.
      if (this.balancer !== undefined) this.balancer.entries = this.balanced;
      const running = await part.start(signal);
      this.balancer = part.component;
      return running;
    };
    const address = (): string => `${hostname}:${port}`;
    const note = untranslated(BALANCER_NOTES[balancer]);
    return this.#start(start, { name, kind: "balancer", address, note });
  }

  startServers(kind: ServerKind, indexes: readonly number[]): readonly Member[] {
    return indexes.map((index) => this.#startServer(kind, index));
  }

  #startServer(kind: ServerKind, index: number): Member {
    const { plan: cluster, messages, say, stopLimitMs } = this.#options;
    const adminPort = chooseFreePort();
    const plan =
      kind === "entry"
        ? planEntry(cluster, this.#urls, index, { port: chooseFreePort(), adminPort })
        : planWorker(cluster, this.#urls, index, { adminPort });
    const { name, port } = plan;
    const start = serverProcess(plan, {
      messages,
      stopLimitMs,
      // The log writes the name before each line.
      onLine: (line) => say(name, withoutName(line, name)),
      onStoppedLate: () => say(null, messages.stoppedLate(name, stopLimitMs)),
    });
    const address = (): string | null => (port === null ? null : `127.0.0.1:${port}`);
    const note =
      kind === "worker" ? compose((t) => t.cluster.threads(cluster.threads)) : untranslated("");
    return this.#start(start, { name, kind, plan, address, note });
  }

  async remove({ name, supervisor }: Member): Promise<void> {
    await supervisor.stop();
    this.#byName.delete(name);
    this.#options.onChange();
  }

  #component<C extends Component>(
    name: string,
    create: (onLine: (line: string) => void) => C,
  ): SupervisedComponent<C> {
    const { plan, messages, say } = this.#options;
    const onLine = (line: string): void => {
      const text = Bun.stripANSI(line).trimEnd();
      // HAProxy reports important events twice: as a notice and in its log.
      const isTwice = name === "balancer" && plan.balancer === "haproxy" && !text.startsWith("[");
      if (text !== "" && !isTwice) say(name, text);
    };
    return new SupervisedComponent(create, onLine, messages);
  }

  #start(start: Start, member: Omit<Member, "supervisor" | "isDraining">): Member {
    const { messages, say, onChange } = this.#options;
    const { name } = member;
    const supervisor = new Supervisor(start, {
      onChange,
      onReady: (ms) => say(null, messages.ready(name, ms)),
      onDied: (reason, delayMs) => say(null, messages.died(name, reason, delayMs)),
      onStartFailed: (reason, delayMs) =>
        say(null, messages.startFailed(name, messages.of(reason), delayMs)),
    });
    const added = { ...member, supervisor, isDraining: false };
    this.#byName.set(name, added);
    return added;
  }
}

function statusOf(member: Member): MemberStatus {
  const { name, kind, supervisor, plan, isDraining, note } = member;
  const { state, processes, restarts } = supervisor;
  return {
    name,
    kind,
    state: isDraining && state === "up" ? "draining" : state,
    address: member.address(),
    adminPort: plan?.adminPort ?? null,
    pid: processes[0]?.pid ?? null,
    restarts,
    note,
  };
}

function existingStatus(engine: Engine, url: string): MemberStatus {
  return {
    name: NAME_OF_ENGINE[engine],
    kind: "engine",
    state: "up",
    address: withoutSecrets(url),
    adminPort: null,
    pid: null,
    restarts: 0,
    note: compose(({ cluster }) => cluster.existing()),
  };
}

function byKind(a: MemberStatus, b: MemberStatus): number {
  return (
    KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
    a.name.localeCompare(b.name, "en", { numeric: true })
  );
}

function withoutName(line: string, name: string): string {
  const prefix = `${name}: `;
  return line.startsWith(prefix) ? withoutName(line.slice(prefix.length), name) : line;
}
