// The `id` of a line of JSON: in a request it is what the reply must carry, in a reply what request it answers.

const START = '{"id":"';

/**
 * The line's `id`, where it is a string; undefined else, and for what is not JSON. A line that begins with its id, as
 * Escalera's do, is not parsed: what follows the id is then not checked, but for the brace at its end.
 */
export function readReplyId(line: string): string | undefined {
  return readFirstId(line) ?? parseId(line);
}

function readFirstId(line: string): string | undefined {
  if (!line.startsWith(START)) return undefined;
  const end = line.indexOf('"', START.length);
  const next = line[end + 1];
  if (end < 0 || (next !== "," && next !== "}") || !endsWithBrace(line)) return undefined;
  const id = line.slice(START.length, end);
  return id.includes("\\") ? undefined : id;
}

function endsWithBrace(line: string): boolean {
  let end = line.length;
  while (line[end - 1] === "\n" || line[end - 1] === "\r") end--;
  return line[end - 1] === "}";
}

function parseId(line: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("id" in value)) return undefined;
  return typeof value.id === "string" ? value.id : undefined;
}

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
