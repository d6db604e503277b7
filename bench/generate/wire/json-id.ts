// The `id` of a line of JSON: in a request it is what the reply must carry, in a reply what request it answers.
import { parseObject } from "../../../src/units/json-object.ts";

const START = '{"id":"';

/**
 * The line's `id`, where it is a string; undefined else, and for what is not JSON. A line that begins with its id, as
 * Escalera's do, is not parsed: what follows the id is then not checked, but for the brace at its end.
 */
export function readReplyId(line: string): string | undefined {
  return readFirstId(line) ?? readJsonIdReply(line).id;
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

/**
 * `id` is undefined where the line is no JSON object with one; `refusal` is "busy: 10000 tasks are waiting" where its status
 * is "error", else undefined.
 */
export function readJsonIdReply(line: string) {
  const { id, status, code, message } = parseObject(line) ?? {};
  return {
    id: typeof id === "string" ? id : undefined,
    refusal: status === "error" ? `${String(code)}: ${String(message)}` : undefined,
  };
}
