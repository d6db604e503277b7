/**
 * `no-connection`: never stood. `lost`: ended before the reply. `unreadable`: replied, but with no reply of ours.
 * `too-long`: the reply has no end within the limit.
 */
export type ConnectionErrorCode = "no-connection" | "lost" | "timeout" | "unreadable" | "too-long";

/** The connection failed, and with it the task's answer: the task itself may have run. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
