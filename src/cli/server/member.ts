// What an entry server and a worker share: they start before their broker and stores can be reached, report on their admin
// port whether they are ready, and run until a signal.
import { type AdminServer, type AnswerLive, createAdminServer } from "../../admin/admin-server.ts";
import { createTaskBroker } from "../../broker/rabbitmq.ts";
import type { TaskBroker } from "../../broker/task-broker.ts";
import type { Messages } from "../../messages/catalogue.ts";
import { flag, type GivenFlags, onOff } from "../options/flags.ts";
import { parseAdminPort } from "../options/host-and-port.ts";
import { closeStores, listening, openStores, openWhenThere, type Stores } from "../parts.ts";
import { untilStopped } from "../signals.ts";
import type { TaskLog } from "./task-log.ts";

export interface MemberOptions {
  readonly broker: string;
  readonly queue: string;
  readonly name: string;
  readonly store: string;
  readonly blobs: string;
  /** Undefined: no admin server. */
  readonly adminPort: number | undefined;
  /** Whether the admin server has /live. */
  readonly live: boolean;
  readonly messages: Messages;
  readonly log: TaskLog;
}

export interface Parts {
  readonly broker: TaskBroker;
  readonly stores: Stores;
}

/** A process that `runMember` runs. */
export interface Member {
  /** Resolves at the first signal. */
  readonly stopped: Promise<void>;
  /** Opens stores and broker, as soon as they can be reached; undefined if a signal comes first. */
  open(): Promise<Parts | undefined>;
  /** With it, the process is ready while this broker is up. */
  readyWith: TaskBroker | undefined;
  answerLive: AnswerLive | undefined;
}

export function adminFlags(help: { readonly adminPort: string; readonly live: string }) {
  return { adminPort: flag("<port>", help.adminPort, parseAdminPort), live: onOff(help.live) };
}

/** `/live` is served by the admin server. */
export function refuseLiveAlone(given: GivenFlags<ReturnType<typeof adminFlags>>): void {
  if (given.has("adminPort")) return;
  given.refuseIdle(["live"], ({ problems: t }) => t.idleWithout("--admin-port", t.why.onAdminPort));
}

/** Calls `serve`, which returns after a signal, then ends the process. */
export async function runMember(
  options: MemberOptions,
  serve: (member: Member) => Promise<void>,
): Promise<never> {
  const { messages, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = untilStopped().then(() => stopping.abort());
  const member: Member = {
    stopped,
    open: () => openParts(options, signal),
    readyWith: undefined,
    answerLive: undefined,
  };
  const whyNotReady = (): string | undefined => {
    if (member.readyWith === undefined) return "starting";
    if (signal.aborted) return messages.shuttingDown();
    return member.readyWith.isUp ? undefined : messages.brokerLost();
  };
  const admin = openAdmin(options, whyNotReady, (since) => member.answerLive?.(since));
  await serve(member);
  await stopped;
  await admin?.close();
  await log.flush();
  process.exit(0);
}

/** For `/healthz`, `/readyz` and `/live`. */
function openAdmin(
  { adminPort, messages, live }: MemberOptions,
  whyNotReady: () => string | undefined,
  answerLive: AnswerLive,
): AdminServer | undefined {
  if (adminPort === undefined) return undefined;
  return listening(`127.0.0.1:${adminPort}`, messages, () =>
    createAdminServer({ port: adminPort, whyNotReady, ...(live && { live: answerLive }) }),
  );
}

async function openParts(options: MemberOptions, stopped: AbortSignal): Promise<Parts | undefined> {
  const { queue, name, log, messages } = options;
  const whenThere = <T>(open: () => Promise<T>): Promise<T | undefined> =>
    openWhenThere(open, stopped, log, messages);
  const [stores, broker] = await Promise.all([
    whenThere(() => openStores(options.store, options.blobs)),
    whenThere(() => createTaskBroker(options.broker, { queue, name, messages })),
  ]);
  if (stores !== undefined && broker !== undefined) {
    broker.onChange((isUp) => {
      if (stopped.aborted) return;
      if (isUp) log.say("broker-back", {}, messages.brokerBack());
      else log.say("broker-away", {}, messages.brokerLost());
    });
    return { broker, stores };
  }
  await broker?.close();
  if (stores !== undefined) await closeStores(stores);
  return undefined;
}
