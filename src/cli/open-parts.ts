// The stores and the broker, opened when they are there: they may come up after us.
import { hostname } from "node:os";
import { BrokerError } from "../broker/task-broker.ts";
import { backoffMs, STORAGE_BACKOFF } from "../execute/backoff.ts";
import { pause } from "../execute/retry-storage.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { createBlobStore, createTaskStore } from "../storage/open-stores.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { OptionsError } from "../units/options-error.ts";
import { CommandError } from "./command.ts";
import type { TaskLog } from "./task-log.ts";

export interface Stores {
  readonly tasks: TaskStore;
  readonly blobs: BlobStore;
}

/**
 * Calls `open` until it resolves, and says what is waited for; undefined once `stopped` is aborted.
 * @throws whatever is no absence, such as an OptionsError.
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
      const reason = error.message;
      if (reason !== said) log.say("waiting", { reason }, messages.notReadyYet(reason));
      said = reason;
      await pause(backoffMs(STORAGE_BACKOFF, failures, Math.random()), stopped);
    }
  }
  return undefined;
}

/** Both, or neither is left open. @throws {StorageError} @throws {OptionsError} */
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

/** `--blobs`, which files beside SQLite's need not name. @throws {OptionsError} */
export function blobsBeside(store: string | undefined, blobs: string | undefined): string {
  if (blobs !== undefined) return blobs;
  if (store?.startsWith("sqlite:") === true) return "file:./blobs";
  throw new OptionsError("results need a place: file:./blobs or s3://…");
}

/** What nobody else on any host is called. */
export function defaultName(): string {
  return `${hostname()}-${process.pid}`;
}

/** Why a port can't be had, worded for `--port` or `--admin-port`. */
export function cannotListen(error: unknown, address: string, messages: Messages): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  const message =
    code === "EADDRINUSE"
      ? messages.portInUse(address)
      : messages.cannotListen(address, code || error.message);
  return new CommandError(message, undefined, { cause: error });
}
