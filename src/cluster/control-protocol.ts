// Requests to a running cluster and their replies: JSON lines over its control socket (control.ts). Pure.
import { say, usageError } from "../messages/catalogue.ts";
import { parseCount } from "../units/count.ts";
import { parseObject } from "../units/json-object.ts";
import * as is from "../units/schema.ts";
import { MAX_SERVERS } from "./plan.ts";
import { ClusterStatus } from "./status.ts";

const Scale = is.object("", {
  command: is.constant("scale"),
  kind: is.oneOf(["entry", "worker"]),
  count: is.number(),
});
const ControlRequest = is.either([
  is.object("", { command: is.constant("status") }),
  is.object("", { command: is.constant("down") }),
  Scale,
  // `kill` is SIGKILL, as a crash: the cluster starts the member again.
  is.object("", { command: is.oneOf(["kill", "drain"]), name: is.string() }),
]);
export type ControlRequest = is.Infer<typeof ControlRequest>;

/** Any number of `say`, then one of the others, then the connection ends. Texts have all languages: the asker picks. */
const ControlReply = is.either([
  is.object("", { say: is.text() }),
  is.object("", { status: ClusterStatus }),
  is.object("", { done: is.boolean() }),
  is.object("", { error: is.text() }),
]);
export type ControlReply = is.Infer<typeof ControlReply>;

/** Parses a line. @throws {OptionsError} if it is not a valid request. */
export function parseControlRequest(line: string): ControlRequest {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    throw usageError(({ problems }) => problems.notJson());
  }
  if (!is.matches(ControlRequest, request)) {
    throw usageError(({ problems }) => problems.unknownRequest());
  }
  if (request.command !== "scale") return request;
  return { ...request, count: parseCount(String(request.count), 1, MAX_SERVERS) };
}

/** Parses a line. Never throws: for a line of another version of this program it is an error. */
export function parseControlReply(line: string): ControlReply {
  const reply = parseObject(line);
  return is.matches(ControlReply, reply)
    ? reply
    : { error: say(({ cluster }) => cluster.unreadable()) };
}

/** Parses "workers=5" or "entries=3". @throws {OptionsError} */
export function parseScale(text: string): is.Infer<typeof Scale> {
  const match = /^(worker|workers|entry|entries)=(.*)$/.exec(text);
  if (match === null) {
    throw usageError(({ problems }) => problems.notAScale(text));
  }
  const kind = match[1]?.startsWith("w") ? "worker" : "entry";
  return { command: "scale", kind, count: parseCount(match[2] ?? "", 1, MAX_SERVERS) };
}

/** Joins the words "worker 2", "worker-2" or "rabbitmq" to a name such as "worker-2". @throws {OptionsError} */
export function parseMember(words: readonly string[]): string {
  const name = words.join("-");
  if (!/^[a-z0-9]+(?:-[1-9]\d*)?$/.test(name)) {
    throw usageError(({ problems }) => problems.notAMember(words.join(" ")));
  }
  return name;
}
