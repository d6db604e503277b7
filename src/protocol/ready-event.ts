// What a server, a worker and a cluster report to the process that started them: a JSON message over Bun's IPC channel (the
// `ipc` option of Bun.spawn, or `fork` in Node), so that no program has to read the lines that are meant for people.

/** It accepts tasks. */
export interface ReadyEvent {
  readonly event: "ready";
  /** Where it listens; null for a worker, which does not. */
  readonly address: { readonly hostname: string; readonly port: number } | null;
}

/** Reports over the channel of this process; does nothing if its parent opened none, or has closed it. */
export function reportReady(
  channel: { readonly connected: boolean; send?(message: ReadyEvent): unknown },
  address: ReadyEvent["address"],
): void {
  if (channel.connected) channel.send?.({ event: "ready", address });
}

/** Whether a message of a child process is the event; other messages are to be ignored. */
export function isReadyEvent(message: unknown): message is ReadyEvent {
  if (!isRecord(message) || message["event"] !== "ready") return false;
  const { address } = message;
  return (
    address === null ||
    (isRecord(address) &&
      typeof address["hostname"] === "string" &&
      Number.isInteger(address["port"]))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
