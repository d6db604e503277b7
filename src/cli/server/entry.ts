// The entry server, `bun run server --broker …`: the same TCP shell; its tasks go to a broker, and workers run them.
import { DistributedExecute } from "../../execute/distributed.ts";
import { reportReady } from "../../protocol/ready-event.ts";
import type { TaskServer } from "../../server/task-server.ts";
import { formatEndpoint } from "../../units/ip-address.ts";
import { closeStores, FLUSH_NS, listen, lookupIn } from "../parts.ts";
import { type Member, type MemberOptions, type Parts, runMember } from "./member.ts";
import type { ServerOptions } from "./options.ts";
import { durationFields } from "./task-log.ts";

export type EntryOptions = ServerOptions & MemberOptions;

/** Runs until a signal, then answers the tasks in progress. Listens when broker and stores have been reached. */
export function serveEntry(options: EntryOptions): Promise<void> {
  return runMember(options, async (member) => {
    const parts = await member.open();
    if (parts === undefined) return;
    const { broker, stores } = parts;
    const distributed = new DistributedExecute(broker, {
      ...options,
      confirmTimeoutNs: options.confirmTimeout,
      replyTimeoutNs: options.replyTimeout,
    });
    const server = await openServer(member, parts, distributed, options);
    member.readyWith = broker;
    reportReady(process, { hostname: server.hostname, port: server.port });
    await member.stopped;
    await stop(server, distributed, options);
    await broker.close();
    await closeStores(stores);
  });
}

async function openServer(
  member: Member,
  { broker, stores }: Parts,
  distributed: DistributedExecute,
  options: EntryOptions,
): Promise<TaskServer> {
  const { messages, log, name, queue } = options;
  // Its code is loaded only with --live.
  const watched = options.live
    ? (await import("../watch/member.ts")).watchEntry(distributed)
    : undefined;
  const execute = watched?.execute ?? distributed.execute;
  const server = listen(options, execute, lookupIn(stores, options));
  member.answerLive = watched?.answerWith(server, broker);
  const { hostname, port } = server;
  const line = messages.entryListening(name, formatEndpoint(hostname, port), queue);
  log.say("listening", { name, hostname, port, queue }, line);
  return server;
}

async function stop(
  server: TaskServer,
  distributed: DistributedExecute,
  { drainTimeout, messages, log }: EntryOptions,
): Promise<void> {
  server.stopAccepting();
  const { inHand } = distributed;
  const fields = { inHand, ...durationFields(drainTimeout) };
  log.say("draining", fields, messages.entryDraining(inHand, drainTimeout));
  await distributed.drain(drainTimeout);
  await server.close(FLUSH_NS);
  log.say("stopped", { done: distributed.answered }, messages.stopped(distributed.answered));
}
