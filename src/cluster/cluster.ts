// Starts and stops a whole topology: first the engines, then servers and balancer together; stops in the reverse order.
import { ClusterError } from "./cluster-error.ts";
import type { ProcessIdentity } from "./components/process-tree.ts";
import type { ControlRequest } from "./control-protocol.ts";
import { type ClusterMessages, say as compose } from "../messages/catalogue.ts";
import { type Text, untranslated } from "../units/text.ts";
import { textOf } from "../units/text-error.ts";
import { type BalancedServer, type ClusterParts, type RunningBalancer, URL_OF } from "./parts.ts";
import {
  type ClusterPlan,
  ENGINES,
  NAME_OF_ENGINE,
  type EngineUrls,
  planEntry,
  planScale,
  planWorker,
  type ServerKind,
  type ServerPlan,
  withoutSecrets,
} from "./plan.ts";
import type { MemberStatus } from "./status.ts";
import { type Start, Supervisor } from "./supervisor.ts";

/** Time limit of a drain: a client can keep its connection open without a task. */
const DRAIN_LIMIT_MS = 10_000;
const DRAIN_PAUSE_MS = 50;

export interface ClusterOptions {
  readonly plan: ClusterPlan;
  readonly parts: ClusterParts;
  readonly messages: ClusterMessages;
  /** Writes a line of the log; `from` is the member, or null for the cluster. */
  readonly say: (from: string | null, line: string) => void;
  /** Called at every change of members and processes. */
  readonly onChange: () => void;
}

export interface Cluster {
  /** All members, including engines given with --use. */
  readonly members: readonly MemberStatus[];
  /** The processes of all members. */
  readonly processes: readonly {
    readonly name: string;
    readonly processes: readonly ProcessIdentity[];
  }[];
  /** Resolves when all members are up. @throws {ClusterError} if one fails to start; then all are stopped. */
  up(): Promise<void>;
  /**
   * Carries out "scale", "kill" and "drain"; `tell` reports the progress, which is also logged.
   * @throws {ClusterError} to refuse.
   */
  act(request: ControlRequest, tell: Tell): Promise<void>;
  /** Stops all members, in order. Idempotent; never rejects. */
  down(): Promise<void>;
  /** Sends SIGKILL to all members; `down` must follow. */
  killAll(): void;
}

interface Member {
  readonly name: string;
  readonly kind: MemberStatus["kind"];
  readonly supervised: Supervisor;
  readonly address: () => string | null;
  readonly note: Text;
  /** Entry servers and workers have one. */
  readonly plan?: ServerPlan;
  isDraining: boolean;
}

type Tell = (text: Text) => void;

export function createCluster({ plan, parts, messages, say, onChange }: ClusterOptions): Cluster {
  const members = new Map<string, Member>();
  const urls: Record<keyof EngineUrls, string> = { broker: "", store: "", blobs: "" };
  let balancer: RunningBalancer | undefined;
  let isDown = false;

  const add = (
    start: Start,
    member: Pick<Member, "name" | "kind" | "address" | "note" | "plan">,
  ): Member => {
    const supervised = new Supervisor(start, {
      onChange,
      onReady: (ms) => say(null, messages.ready(member.name, ms)),
      onDied: (reason, delayMs) => say(null, messages.died(member.name, reason, delayMs)),
      onStartFailed: (reason, delayMs) =>
        say(null, messages.startFailed(member.name, messages.of(reason), delayMs)),
    });
    const added = { ...member, supervised, isDraining: false };
    members.set(member.name, added);
    return added;
  };

  const startEngines = async (): Promise<void> => {
    for (const engine of ENGINES) urls[URL_OF[engine]] = plan.use[engine] ?? "";
    const started = parts.engines.map(({ name, engine, start }) =>
      add(
        async (signal) => {
          const running = await start(signal);
          urls[URL_OF[engine]] = running.url;
          return running;
        },
        {
          name,
          kind: "engine",
          address: () => withoutSecrets(urls[URL_OF[engine]]) || null,
          note: untranslated(""),
        },
      ),
    );
    await allReady(started);
  };

  const startServer = (kind: ServerKind, index: number, ports: readonly number[]): Member => {
    const [adminPort = 0, port = 0] = ports;
    const server =
      kind === "entry"
        ? planEntry(plan, urls, index, { port, adminPort })
        : planWorker(plan, urls, index, { adminPort });
    return add(parts.server(server), {
      name: server.name,
      kind,
      plan: server,
      address: () => (server.port === null ? null : `127.0.0.1:${server.port}`),
      note:
        kind === "worker"
          ? compose(({ cluster }) => cluster.threads(plan.threads))
          : untranslated(""),
    });
  };

  const startServers = (kind: ServerKind, indexes: readonly number[]): Member[] => {
    const each = kind === "entry" ? 2 : 1;
    const ports = parts.freePorts(indexes.length * each);
    return indexes.map((index, i) =>
      startServer(kind, index, ports.slice(i * each, (i + 1) * each)),
    );
  };

  const startBalancer = (): Member =>
    add(
      async (signal) => {
        // After a restart it gets the present servers.
        balancer = await parts.balancer.start(balanced(), signal);
        return balancer;
      },
      {
        name: parts.balancer.name,
        kind: "balancer",
        address: () => `${plan.hostname}:${plan.port}`,
        note: untranslated(parts.balancer.note),
      },
    );

  const serversOf = (kind: ServerKind): Member[] =>
    [...members.values()].filter((member) => member.kind === kind);

  /** The entry servers that get new clients. */
  const balanced = (): BalancedServer[] =>
    serversOf("entry").flatMap(({ name, plan: server, isDraining }) =>
      server?.port === undefined || server.port === null || isDraining
        ? []
        : [{ name, port: server.port, adminPort: server.adminPort }],
    );

  const remove = async (member: Member): Promise<void> => {
    await member.supervised.stop();
    members.delete(member.name);
    onChange();
  };

  /** Removes an entry server without closing a connection in use: first no new connections, then its own drain. */
  const retire = async (member: Member, tell: Tell): Promise<void> => {
    tell(compose(({ cluster }) => cluster.draining(member.name)));
    member.isDraining = true;
    onChange();
    await balancer?.drain(member.name);
    const limitMs = performance.now() + DRAIN_LIMIT_MS;
    while (performance.now() < limitMs && member.supervised.state === "up" && !isDown) {
      if (((await balancer?.connectionsTo(member.name)) ?? 0) === 0) break;
      await Bun.sleep(DRAIN_PAUSE_MS);
    }
    await remove(member);
    if (!isDown) await balancer?.setServers(balanced());
    tell(compose(({ cluster }) => cluster.drained(member.name)));
  };

  const scale = async (kind: ServerKind, wanted: number, tell: Tell): Promise<void> => {
    const present = serversOf(kind);
    const { start, stop } = planScale(
      present.flatMap(({ plan: server }) => server?.index ?? []),
      wanted,
    );
    tell(compose(({ cluster }) => cluster.scaling(kind, present.length, wanted)));
    const started = startServers(kind, start);
    try {
      await allReady(started);
    } catch (error) {
      await Promise.all(started.map(remove));
      throw error;
    }
    if (kind === "entry" && started.length > 0) await balancer?.setServers(balanced());
    const leaving = present.filter(({ plan: server }) => stop.includes(server?.index ?? 0));
    await Promise.all(
      leaving.map((member) => (kind === "entry" ? retire(member, tell) : remove(member))),
    );
    const { length } = serversOf(kind);
    tell(compose(({ cluster }) => cluster.scaled(kind, length)));
  };

  const find = (name: string): Member => {
    const member = members.get(name);
    if (member !== undefined) return member;
    if (ENGINES.some((engine) => name === NAME_OF_ENGINE[engine])) {
      throw refusal((t) => t.notOurs(name));
    }
    throw refusal((t) => t.noMember(name, [...members.keys()]));
  };

  const allReady = async (started: readonly Member[]): Promise<void> => {
    await Promise.all(
      started.map(async ({ name, supervised }) => {
        try {
          await supervised.firstReady;
        } catch (error) {
          if (isDown) throw refusal((t) => t.goingDownAlready());
          const reason = textOf(error);
          throw refusal((t) => t.cannotStart(name, t.of(reason)), error);
        }
      }),
    );
  };

  const stopAll = async (kinds: readonly Member["kind"][]): Promise<void> => {
    const leaving = [...members.values()].filter(({ kind }) => kinds.includes(kind));
    await Promise.all(leaving.map(({ supervised }) => supervised.stop()));
  };

  let goingDown: Promise<void> | undefined;
  const down = (): Promise<void> => {
    goingDown ??= (async () => {
      isDown = true;
      // Entry servers need the workers for their pending replies, and the balancer for the connections of their clients.
      for (const { name } of serversOf("entry")) await balancer?.drain(name).catch(() => undefined);
      await stopAll(["entry"]);
      await stopAll(["worker"]);
      await stopAll(["balancer", "engine"]);
    })();
    return goingDown;
  };

  // One at a time: two concurrent "scale" would both start from the same number of members.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(() => {
      if (isDown) throw refusal((t) => t.goingDownAlready());
      return work();
    });
    turn = mine.catch(() => undefined);
    return mine;
  };

  return {
    get members() {
      return [
        ...[...members.values()].map(statusOf).sort(byKind),
        ...ENGINES.flatMap((engine) => existingStatus(engine, plan.use[engine])),
      ];
    },
    get processes() {
      return [...members.values()].map(({ name, supervised }) => ({
        name,
        processes: supervised.processes,
      }));
    },
    up: () =>
      inTurn(async () => {
        try {
          await startEngines();
          const entries = startServers("entry", numbersTo(plan.entries));
          const workers = startServers("worker", numbersTo(plan.workers));
          await allReady([...entries, ...workers, startBalancer()]);
          // The balancer's checks find the entry servers last.
          await balancer?.waitUntilUp();
        } catch (error) {
          await down();
          throw error;
        }
      }),
    async act(request, hear) {
      const tell: Tell = (text) => {
        say(null, messages.of(text));
        hear(text);
      };
      switch (request.command) {
        case "scale":
          return await inTurn(() => scale(request.kind, request.count, tell));
        case "drain":
          return await inTurn(async () => {
            const member = find(request.name);
            if (member.kind !== "entry") {
              throw refusal((t) => t.onlyEntriesDrain(member.name));
            }
            if (serversOf("entry").length === 1) throw refusal((t) => t.lastEntry());
            await retire(member, tell);
          });
        case "kill": {
          const { name, supervised } = find(request.name);
          if (supervised.state !== "up") throw refusal((t) => t.notUpYet());
          tell(compose(({ cluster }) => cluster.killing(name)));
          supervised.kill();
          return;
        }
        case "status":
        case "down":
          return; // Answered by the cluster's process (run-cluster.ts).
        default:
          request satisfies never;
      }
    },
    down,
    killAll() {
      for (const { supervised } of members.values()) supervised.kill();
    },
  };
}

function refusal(words: (texts: ClusterMessages) => string, cause?: unknown): ClusterError {
  return new ClusterError(
    compose(({ cluster }) => words(cluster)),
    cause === undefined ? {} : { cause },
  );
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

const KIND_ORDER: readonly MemberStatus["kind"][] = ["balancer", "entry", "worker", "engine"];

function byKind(a: MemberStatus, b: MemberStatus): number {
  return (
    KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
    a.name.localeCompare(b.name, "en", { numeric: true })
  );
}

function statusOf(member: Member): MemberStatus {
  const { name, kind, supervised, plan, isDraining, note } = member;
  const state = isDraining && supervised.state === "up" ? "draining" : supervised.state;
  return {
    name,
    kind,
    state,
    address: member.address(),
    adminPort: plan?.adminPort ?? null,
    pid: supervised.processes[0]?.pid ?? null,
    restarts: supervised.restarts,
    note,
  };
}

function existingStatus(engine: (typeof ENGINES)[number], url: string | undefined): MemberStatus[] {
  if (url === undefined) return [];
  return [
    {
      name: NAME_OF_ENGINE[engine],
      kind: "engine",
      state: "up",
      address: withoutSecrets(url),
      adminPort: null,
      pid: null,
      restarts: 0,
      note: compose(({ cluster }) => cluster.existing()),
    },
  ];
}
