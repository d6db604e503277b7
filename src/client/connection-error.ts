/**
 * `no-connection`: it was not established. `lost`: it ended before the reply. `unreadable`: the reply is invalid.
 * `too-long`: the reply exceeds the limit.
 */
export type ConnectionErrorCode = "no-connection" | "lost" | "timeout" | "unreadable" | "too-long";

/** The connection failed, so the reply is missing. The task itself can have run. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
