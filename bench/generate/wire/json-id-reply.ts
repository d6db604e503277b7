// A reply of the json-id rule: whose it is, and whether it says of itself that it is an error.

export interface JsonIdReply {
  /** Undefined where the line is no JSON object with an id. */
  readonly id: string | undefined;
  /** "busy: 10000 tasks are waiting" where its status is "error"; else undefined. */
  readonly refusal: string | undefined;
}

export function readJsonIdReply(line: string): JsonIdReply {
  let reply: unknown;
  try {
    reply = JSON.parse(line);
  } catch {
    return { id: undefined, refusal: undefined };
  }
  if (typeof reply !== "object" || reply === null) return { id: undefined, refusal: undefined };
  const { id, status, code, message } = reply as Record<string, unknown>;
  return {
    id: typeof id === "string" ? id : undefined,
    refusal: status === "error" ? `${String(code)}: ${String(message)}` : undefined,
  };
}
