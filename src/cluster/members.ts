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
import { say as compose } from "../messages/catalogue.ts";
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
import { serverProcess, type ServerProcessOptions } from "./server-process.ts";
import type { ClusterState } from "./state-file.ts";
import { MEMBER_KINDS, type MemberStatus } from "./status.ts";
import { type Start, Supervisor } from "./supervisor.ts";

const CLASS_OF = { amqp: Rabbitmq, postgres: Postgres, s3: Ceph, haproxy: Haproxy, nginx: Nginx };
const BALANCER_NOTES = {
  haproxy: "HAProxy, leastconn, PROXY v2",
  nginx: "nginx, least_conn, PROXY v1",
} as const;

export interface MembersOptions extends ServerProcessOptions {
  readonly plan: ClusterPlan;
  /** Each component has its data in a subfolder. */
  readonly folder: string;
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

  /** The processes of all members. */
  get processes(): ClusterState["members"] {
    return this.all.map(({ name, supervisor: { processes } }) => ({ name, processes }));
  }

  /** Of all members, and of the engines given with --use. */
  get statuses(): readonly MemberStatus[] {
    const { use } = this.#options.plan;
    const existing = ENGINES.filter((engine) => use[engine] !== undefined);
    return [
      ...this.all.map(statusOf).sort(byKind),
      ...existing.map((engine) => ({
        name: NAME_OF_ENGINE[engine],
        kind: "engine" as const,
        state: "up" as const,
        address: withoutSecrets(this.#urls[engine]),
        adminPort: null,
        pid: null,
        restarts: 0,
        note: compose(({ cluster }) => cluster.existing()),
      })),
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
    const onLine = this.#relay(name);
    let component: Component | undefined;
    const start: Start = async (signal) => {
      component ??= new CLASS_OF[engine](join(this.#options.folder, name), { onLine });
      await component.start(signal);
      this.#urls[engine] = component.url;
      return component;
    };
    const address = (): string | null => withoutSecrets(this.#urls[engine]) || null;
    return this.#start(start, { name, kind: "engine", address, note: untranslated("") });
  }

  startBalancer(): Member {
    const { plan, folder } = this.#options;
    const { hostname, port, balancer } = plan;
    const name = "balancer";
    // HAProxy reports important events twice: as a notice and in its log.
    const onLine = this.#relay(name, balancer === "haproxy" ? "[" : "");
    let component: Balancer | undefined;
    const start: Start = async (signal) => {
      component ??= new CLASS_OF[balancer](join(folder, balancer), { onLine, port });
      component.entries = this.balanced;
      this.balancer = await component.start(signal);
      return component;
    };
    const address = (): string => `${hostname}:${port}`;
    const note = untranslated(BALANCER_NOTES[balancer]);
    return this.#start(start, { name, kind: "balancer", address, note });
  }

  startServers(kind: ServerKind, indexes: readonly number[]): readonly Member[] {
    return indexes.map((index) => this.#startServer(kind, index));
  }

  #startServer(kind: ServerKind, index: number): Member {
    const { plan: cluster } = this.#options;
    const adminPort = chooseFreePort();
    const plan =
      kind === "entry"
        ? planEntry(cluster, this.#urls, index, { port: chooseFreePort(), adminPort })
        : planWorker(cluster, this.#urls, index, adminPort);
    const { name, port } = plan;
    const address = (): string | null => (port === null ? null : `127.0.0.1:${port}`);
    const note =
      kind === "worker" ? compose((t) => t.cluster.threads(cluster.threads)) : untranslated("");
    return this.#start(serverProcess(plan, this.#options), { name, kind, plan, address, note });
  }

  async remove({ name, supervisor }: Member): Promise<void> {
    await supervisor.stop();
    this.#byName.delete(name);
    this.#options.onChange();
  }

  /** Returns a function that logs a member's lines that have this prefix. */
  #relay(name: string, prefix = ""): (line: string) => void {
    return (line) => {
      const text = Bun.stripANSI(line).trimEnd();
      if (text !== "" && text.startsWith(prefix)) this.#options.say(name, text);
    };
  }

  #start(start: Start, member: Omit<Member, "supervisor" | "isDraining">): Member {
    const { messages, say, onChange } = this.#options;
    const { name } = member;
    const supervisor = new Supervisor(start, {
      onChange,
      onReady: (ms) => say(null, messages.ready(name, ms)),
      onDied: (reason, delayMs) => say(null, messages.died(name, messages.of(reason), delayMs)),
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

function byKind(a: MemberStatus, b: MemberStatus): number {
  return (
    MEMBER_KINDS.indexOf(a.kind) - MEMBER_KINDS.indexOf(b.kind) ||
    a.name.localeCompare(b.name, "en", { numeric: true })
  );
}
