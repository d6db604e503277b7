// Encodes and decodes tasks and replies as message bodies. Pure.
//
//   task   {"id":…,"task":…,"entry":…,"client":…,"acceptedAtMs":…}, sent as application/json
//   reply  one line of JSON; after an ok reply, the JSON text of the result follows, so that it is not encoded twice:
//          {"id":…,"worker":…,"status":"ok","thread":…,"serviceNs":…,"startedAtMs":…,"hops":…}\n<result>
//          {"id":…,"worker":…,"status":"error","code":…,"message":…}\n
import { isErrorCode } from "../protocol/reply.ts";
import type { AcceptedTask } from "../protocol/task.ts";
import { isObject, parseObject } from "../units/json-object.ts";
import type { WorkerHops, WorkerReply } from "./task-broker.ts";

const NEWLINE = 0x0a;

export function encodeTask({ id, task, entry, client, acceptedAtMs }: AcceptedTask): Buffer {
  return Buffer.from(JSON.stringify({ id, task, entry, client, acceptedAtMs }));
}

/**
 * Takes the bytes, or what a client library has already made of them (text, the parsed JSON). Never throws: undefined for
 * an invalid task.
 */
export function decodeTask(body: unknown): AcceptedTask | undefined {
  const fields = isText(body) ? parseObject(String(body)) : body;
  if (!isObject(fields)) return undefined;
  const { id, task, entry, client, acceptedAtMs } = fields;
  if (typeof id !== "string" || typeof task !== "string" || typeof entry !== "string") {
    return undefined;
  }
  if (client !== null && typeof client !== "string") return undefined;
  if (id === "" || typeof acceptedAtMs !== "number") return undefined;
  return { id, task, entry, client, acceptedAtMs };
}

/** The JSON text of the result must be well-formed, as JSON.stringify makes it. */
export function encodeReply(reply: WorkerReply): Buffer {
  if (reply.status === "error") {
    const { id, worker, status, code, message } = reply;
    return Buffer.from(`${JSON.stringify({ id, worker, status, code, message })}\n`);
  }
  const { id, worker, status, thread, serviceNs, startedAtMs, hops, json } = reply;
  const head = { id, worker, status, thread, serviceNs, startedAtMs, hops };
  return Buffer.from(`${JSON.stringify(head)}\n${json}`);
}

/** Never throws: undefined for an invalid reply. The text of the result is not parsed. */
export function decodeReply(body: unknown): WorkerReply | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const end = bytes.indexOf(NEWLINE);
  const fields = parseObject(bytes.toString("utf8", 0, Math.max(0, end)));
  if (fields === undefined) return undefined;
  const { id, worker, status } = fields;
  if (typeof id !== "string" || typeof worker !== "string") return undefined;
  if (status === "error") {
    const { code, message } = fields;
    if (!isErrorCode(code) || typeof message !== "string") return undefined;
    return { id, worker, status, code, message };
  }
  const { thread, serviceNs, startedAtMs } = fields;
  const hops = fields["hops"] === null ? null : decodeHops(fields["hops"]);
  const json = bytes.toString("utf8", end + 1);
  if (status !== "ok" || hops === undefined || json === "") return undefined;
  if (typeof thread !== "number" || typeof serviceNs !== "number") return undefined;
  if (typeof startedAtMs !== "number") return undefined;
  return { id, worker, status, thread, serviceNs, startedAtMs, json, hops };
}

function decodeHops(value: unknown): WorkerHops | undefined {
  if (!isObject(value)) return undefined;
  const { deliveredAtMs, claimedAtMs, startedAtMs, endedAtMs, storedAtMs, repliedAtMs } = value;
  const hops = { deliveredAtMs, claimedAtMs, startedAtMs, endedAtMs, storedAtMs, repliedAtMs };
  return Object.values(hops).every((stamp) => typeof stamp === "number")
    ? (hops as WorkerHops)
    : undefined;
}

function isText(body: unknown): body is string | Uint8Array {
  return typeof body === "string" || Buffer.isBuffer(body);
}
