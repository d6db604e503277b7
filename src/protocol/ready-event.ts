// What a server, a worker and a cluster report to the process that started them: a JSON message over Bun's IPC channel (the
// `ipc` option of Bun.spawn, or `fork` in Node), so that no program has to read the lines that are meant for people.
import { isObject } from "../units/json-object.ts";

/** It accepts tasks. */
export interface ReadyEvent {
  readonly event: "ready";
  /** Where it listens; null for a worker, which does not. */
  readonly address: { readonly hostname: string; readonly port: number } | null;
}

/** Its live page is open; before `ReadyEvent`. */
export interface PageEvent {
  readonly event: "page";
  readonly url: string;
}

interface Channel {
  readonly connected: boolean;
  send?(message: ReadyEvent | PageEvent): unknown;
}

/** Reports over the channel of this process; does nothing if its parent opened none, or has closed it. */
export function reportReady(channel: Channel, address: ReadyEvent["address"]): void {
  if (channel.connected) channel.send?.({ event: "ready", address });
}

/** As `reportReady`. */
export function reportPage(channel: Channel, url: string): void {
  if (channel.connected) channel.send?.({ event: "page", url });
}

/** Whether a message of a child process is the event; other messages are to be ignored. */
export function isReadyEvent(message: unknown): message is ReadyEvent {
  if (!isObject(message) || message["event"] !== "ready") return false;
  const { address } = message;
  return (
    address === null ||
    (isObject(address) &&
      typeof address["hostname"] === "string" &&
      Number.isInteger(address["port"]))
  );
}

/** As `isReadyEvent`. */
export function isPageEvent(message: unknown): message is PageEvent {
  return isObject(message) && message["event"] === "page" && typeof message["url"] === "string";
}
