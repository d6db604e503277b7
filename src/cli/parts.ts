// The parts that the system's commands open: the port for tasks, and stores and the broker, which can start later than this
// process.
import { hostname } from "node:os";
import { parseBrokerUrl } from "../broker/broker-url.ts";
import { BrokerError } from "../broker/task-broker.ts";
import { backoffMs, pause } from "../async/retry.ts";
import { createLookup } from "../execute/lookup.ts";
import { STORAGE_BACKOFF } from "../execute/retry-storage.ts";
import { type Messages, usageError } from "../messages/catalogue.ts";
import type { Lookup } from "../protocol/record.ts";
import type { Execute } from "../protocol/task.ts";
import { TaskServer, type TaskServerOptions } from "../server/task-server.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import {
  checkBlobStoreUrl,
  checkTaskStoreUrl,
  createBlobStore,
  createTaskStore,
} from "../storage/open-stores.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_SECOND } from "../units/duration.ts";
import { CommandError } from "./command.ts";
import type { TaskLog } from "./server/task-log.ts";
import { codeOf } from "../units/text-error.ts";

/** Time limit for sending finished replies after the tasks have ended. */
export const FLUSH_NS: Ns = 2 * NS_PER_SECOND;
/** Time limit for a store that can't be reached; then a task is answered `unavailable`. */
export const STORAGE_TIMEOUT_NS: Ns = 10 * NS_PER_SECOND;

export interface Stores {
  readonly tasks: TaskStore;
  readonly blobs: BlobStore;
}

/**
 * Calls `open` until it resolves, and logs why it failed; undefined once `stopped` is aborted.
 * @throws any error other than a BrokerError or StorageError, such as an OptionsError.
 */
export async function openWhenThere<T>(
  open: () => Promise<T>,
  stopped: AbortSignal,
  log: TaskLog,
  messages: Messages,
): Promise<T | undefined> {
  let said = "";
  for (let failures = 1; !stopped.aborted; failures++) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof BrokerError || error instanceof StorageError)) throw error;
      const reason = messages.of(error.text);
      if (reason !== said) {
        log.say("waiting", { reason: error.text.en }, messages.notReadyYet(reason));
      }
      said = reason;
      await pause(backoffMs(STORAGE_BACKOFF, failures, Math.random()), stopped);
    }
  }
  return undefined;
}

/** Opens both stores; if one fails, neither is left open. @throws {StorageError} @throws {OptionsError} */
export async function openStores(store: string, blobs: string): Promise<Stores> {
  const tasks = await createTaskStore(store);
  try {
    return { tasks, blobs: await createBlobStore(blobs) };
  } catch (error) {
    await tasks.close();
    throw error;
  }
}

export async function closeStores({ tasks, blobs }: Stores): Promise<void> {
  await tasks.close();
  await blobs.close();
}

/** The lookup of records in these stores. */
export function lookupIn(
  stores: Stores,
  { messages, log }: { readonly messages: Messages; readonly log: TaskLog },
): Lookup {
  const { watch } = log;
  return createLookup({ ...stores, storageTimeoutNs: STORAGE_TIMEOUT_NS, messages, watch });
}

/** Listens at once. The caller closes it. @throws {CommandError} if the address can't be used. */
export function listen(
  { server, messages }: { readonly server: TaskServerOptions; readonly messages: Messages },
  execute: Execute,
  lookup?: Lookup,
): TaskServer {
  const address = `${server.hostname}:${server.port}`;
  return listening(address, messages, () => new TaskServer(server, execute, lookup));
}

/** `--store`, checked. @throws {OptionsError} */
export function readTaskStore(url: string): string {
  checkTaskStoreUrl(url);
  return url;
}

/** `--broker`, checked. @throws {OptionsError} */
export function readBroker(url: string): string {
  parseBrokerUrl(url);
  return url;
}

/** `--blobs`, checked. With SQLite, files are the default. @throws {OptionsError} */
export function blobsBeside(store: string | undefined, blobs: string | undefined): string {
  if (blobs !== undefined) {
    checkBlobStoreUrl(blobs);
    return blobs;
  }
  if (store?.startsWith("sqlite:") === true) return "file:./blobs";
  throw usageError(({ problems }) => problems.blobsMissing());
}

/** A name that no other process has, on any host. */
export function defaultName(): string {
  return `${hostname()}-${process.pid}`;
}

/** The server that `create` returns. @throws {CommandError} if it can't listen at its address. */
export function listening<Server>(
  address: string,
  messages: Messages,
  create: () => Server,
  portInUse = messages.portInUse(address),
): Server {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = codeOf(error);
    const message =
      code === "EADDRINUSE" ? portInUse : messages.cannotListen(address, code || error.message);
    throw new CommandError(message, undefined, { cause: error });
  }
}
