// Starts and stops a whole topology: first the engines, then servers and balancer together; stops in the reverse order.
import { pollUntil } from "../async/poll.ts";
import { ClusterError } from "./components/cluster-error.ts";
import type { ControlRequest } from "./control-protocol.ts";
import { type Member, Members, type MembersOptions } from "./members.ts";
import { type ClusterMessages, say as compose } from "../messages/catalogue.ts";
import {
  ENGINES,
  NAME_OF_ENGINE,
  numbersTo,
  ownEngines,
  planScale,
  type ServerKind,
} from "./plan.ts";
import type { Text } from "../units/text.ts";
import { textOf } from "../units/text-error.ts";

/** Time limit of a drain: a client can keep its connection open without a task. */
const DRAIN_LIMIT_MS = 10_000;
const DRAIN_PAUSE_MS = 50;
const CHECK_PAUSE_MS = 20;

type Tell = (words: (texts: ClusterMessages) => string) => void;
/** Other requests are answered by the cluster's process (run-cluster.ts). */
type ClusterAction = Exclude<ControlRequest, { readonly command: "status" | "down" }>;

export class Cluster {
  readonly #options: MembersOptions;
  readonly members: Members;
  /** Requests run one at a time: two concurrent "scale" would both start from the same number of members. */
  #turn: Promise<void> = Promise.resolve();
  #goingDown: Promise<void> | undefined;

  constructor(options: MembersOptions) {
    this.#options = options;
    this.members = new Members(options);
  }

  /** Resolves when all members are up. @throws {ClusterError} if one fails to start; then `down` must follow. */
  up(): Promise<void> {
    const { plan } = this.#options;
    const { members } = this;
    return this.#inTurn(async () => {
      await this.#allReady(ownEngines(plan).map((engine) => members.startEngine(engine)));
      const entries = members.startServers("entry", numbersTo(plan.entries));
      const workers = members.startServers("worker", numbersTo(plan.workers));
      await this.#allReady([...entries, ...workers, members.startBalancer()]);
      // Until the balancer's own checks have found an entry server, it sends no clients there.
      const areFound = async (): Promise<boolean> => {
        const states = (await members.balancer?.serverStates()) ?? [];
        return states.every(({ isUp }) => isUp !== false);
      };
      await pollUntil(areFound, { everyMs: CHECK_PAUSE_MS });
    });
  }

  /**
   * Carries out "scale", "kill" and "drain"; `hear` receives the progress, which is also logged.
   * @throws {ClusterError} to refuse.
   */
  async act(request: ClusterAction, hear: (text: Text) => void): Promise<void> {
    const { say, messages } = this.#options;
    const tell: Tell = (words) => {
      const text = compose(({ cluster }) => words(cluster));
      say(null, messages.of(text));
      hear(text);
    };
    switch (request.command) {
      case "scale":
        return await this.#inTurn(() => this.#scale(request.kind, request.count, tell));
      case "drain":
        return await this.#inTurn(() => this.#drain(request.name, tell));
      case "kill": {
        const { name, supervisor } = this.#find(request.name);
        if (supervisor.state !== "up") throw new ClusterError((t) => t.notUpYet());
        tell((t) => t.killing(name));
        supervisor.kill();
        return;
      }
      default:
        request satisfies never;
    }
  }

  /** Stops all members, in order. Idempotent; never rejects. */
  down(): Promise<void> {
    const { members } = this;
    this.#goingDown ??= (async () => {
      // Entry servers need the workers for their pending replies, and the balancer for the connections of their clients.
      for (const { name } of members.ofKind("entry")) {
        await members.balancer?.setServerState(name, "drain").catch(() => undefined);
      }
      for (const kinds of [["entry"], ["worker"], ["balancer", "engine"]] as const) {
        const leaving = kinds.flatMap((kind) => members.ofKind(kind));
        await Promise.all(leaving.map(({ supervisor }) => supervisor.stop()));
      }
    })();
    return this.#goingDown;
  }

  /** Sends SIGKILL to all members; `down` must follow. */
  killAll(): void {
    for (const { supervisor } of this.members.all) supervisor.kill();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(() => {
      if (this.#goingDown !== undefined) throw new ClusterError((t) => t.goingDownAlready());
      return work();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #find(name: string): Member {
    const member = this.members.find(name);
    if (member !== undefined) return member;
    if (ENGINES.some((engine) => name === NAME_OF_ENGINE[engine])) {
      throw new ClusterError((t) => t.notOurs(name));
    }
    const names = this.members.all.map((known) => known.name);
    throw new ClusterError((t) => t.noMember(name, names));
  }

  async #allReady(started: readonly Member[]): Promise<void> {
    await Promise.all(
      started.map(async ({ name, supervisor }) => {
        try {
          await supervisor.firstReady;
        } catch (error) {
          if (this.#goingDown !== undefined) throw new ClusterError((t) => t.goingDownAlready());
          const reason = textOf(error);
          throw new ClusterError((t) => t.cannotStart(name, t.of(reason)), { cause: error });
        }
      }),
    );
  }

  async #scale(kind: ServerKind, wanted: number, tell: Tell): Promise<void> {
    const { members } = this;
    const present = members.ofKind(kind);
    const { start, stop } = planScale(
      present.flatMap(({ plan }) => plan?.index ?? []),
      wanted,
    );
    tell((t) => t.scaling(kind, present.length, wanted));
    const started = members.startServers(kind, start);
    try {
      await this.#allReady(started);
    } catch (error) {
      await Promise.all(started.map((member) => members.remove(member)));
      throw error;
    }
    if (kind === "entry" && started.length > 0) {
      await members.balancer?.setEntries(members.balanced);
    }
    const leaving = present.filter(({ plan }) => stop.includes(plan?.index ?? 0));
    const leave = (member: Member): Promise<void> =>
      kind === "entry" ? this.#retire(member, tell) : members.remove(member);
    await Promise.all(leaving.map(leave));
    const { length } = members.ofKind(kind);
    tell((t) => t.scaled(kind, length));
  }

  async #drain(name: string, tell: Tell): Promise<void> {
    const member = this.#find(name);
    if (member.kind !== "entry") throw new ClusterError((t) => t.onlyEntriesDrain(name));
    if (this.members.ofKind("entry").length === 1) throw new ClusterError((t) => t.lastEntry());
    await this.#retire(member, tell);
  }

  /** Removes an entry server without closing a connection in use: first no new connections, then its own drain. */
  async #retire(member: Member, tell: Tell): Promise<void> {
    const { name, supervisor } = member;
    const { balancer } = this.members;
    tell((t) => t.draining(name));
    member.isDraining = true;
    this.#options.onChange();
    await balancer?.setServerState(name, "drain");
    const isIdle = async (): Promise<boolean> => {
      if (supervisor.state !== "up" || this.#goingDown !== undefined) return true;
      const states = (await balancer?.serverStates()) ?? [];
      return !states.some((state) => state.name === name && (state.connections ?? 0) > 0);
    };
    await pollUntil(isIdle, { everyMs: DRAIN_PAUSE_MS, timeoutMs: DRAIN_LIMIT_MS });
    await this.members.remove(member);
    if (this.#goingDown === undefined) await balancer?.setEntries(this.members.balanced);
    tell((t) => t.drained(name));
  }
}
