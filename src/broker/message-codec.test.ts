import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type AcceptedTask, ERROR_CODES } from "../protocol/task.ts";
import { decodeReply, decodeTask, encodeReply, encodeTask } from "./message-codec.ts";
import type { WorkerReply } from "./task-broker.ts";

const task: AcceptedTask = {
  id: "7f",
  task: "Generar Facturas",
  entry: "entry-1",
  client: "192.0.2.7:51034",
  acceptedAtMs: 1_700_000_000_000.25,
};
const hops = {
  deliveredAtMs: 1.5,
  claimedAtMs: 2,
  startedAtMs: 3,
  endedAtMs: 4,
  storedAtMs: 5,
  repliedAtMs: 6,
};
const ok: WorkerReply = {
  id: "7f",
  worker: "worker-1",
  status: "ok",
  thread: 3,
  serviceNs: 3_000_912_000,
  startedAtMs: 3,
  json: '"Generar Facturas"',
  hops,
};
const failed: WorkerReply = {
  id: "7f",
  worker: "worker-1",
  status: "error",
  code: "task-failed",
  message: "no\nway",
};

/** Of a JSON text: the same fields without `name`, or with another value there. */
function changed(text: string, name: string, value?: unknown): Buffer {
  return Buffer.from(JSON.stringify({ ...(JSON.parse(text) as object), [name]: value }));
}

describe("a task", () => {
  test("is one JSON object, and nothing else of the sender's gets into it", () => {
    expect(String(encodeTask({ ...task, secret: 1 } as AcceptedTask))).toBe(
      '{"id":"7f","task":"Generar Facturas","entry":"entry-1","client":"192.0.2.7:51034","acceptedAtMs":1700000000000.25}',
    );
  });

  test("reads back from its bytes, its text and its parsed JSON, whatever is in it", () => {
    const text = fc.string({ unit: "binary" });
    const id = fc.string({ unit: "binary", minLength: 1 });
    const stampMs = fc.double({ noNaN: true, noDefaultInfinity: true }).map((ms) => ms + 0);
    fc.assert(
      fc.property(id, text, text, fc.option(text), stampMs, (...fields) => {
        const [taskId, words, entry, client, acceptedAtMs] = fields;
        const message = { id: taskId, task: words, entry, client, acceptedAtMs };
        const bytes = encodeTask(message);
        for (const body of [bytes, String(bytes), JSON.parse(String(bytes)) as unknown]) {
          expect(decodeTask(body)).toEqual(message);
        }
      }),
    );
  });

  test("that is none is undefined, never an exception", () => {
    const text = String(encodeTask(task));
    for (const name of Object.keys(task)) {
      expect(decodeTask(changed(text, name))).toBeUndefined();
      expect(decodeTask(changed(text, name, []))).toBeUndefined();
    }
    expect(decodeTask(changed(text, "id", ""))).toBeUndefined();
    expect(decodeTask(changed(text, "unknown", 1))).toEqual(task);
    for (const body of [undefined, null, 3, "", "{", [], {}, Buffer.alloc(0)]) {
      expect(decodeTask(body)).toBeUndefined();
    }
    fc.assert(fc.property(fc.anything(), (body) => void decodeTask(body)));
  });
});

describe("a reply", () => {
  test("carries its result as it is, behind the first line", () => {
    expect(String(encodeReply({ ...ok, hops: null }))).toBe(
      '{"id":"7f","worker":"worker-1","status":"ok","thread":3,"serviceNs":3000912000,"startedAtMs":3,"hops":null}\n"Generar Facturas"',
    );
    expect(String(encodeReply(failed))).toBe(
      '{"id":"7f","worker":"worker-1","status":"error","code":"task-failed","message":"no\\nway"}\n',
    );
  });

  test("reads back, whatever is in it", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, fc.jsonValue(), fc.boolean(), (id, worker, result, hasHops) => {
        // A result with line breaks too: only the first one ends the head.
        for (const json of [JSON.stringify(result), JSON.stringify(result, null, 2)]) {
          const reply: WorkerReply = { ...ok, id, worker, json, hops: hasHops ? hops : null };
          expect(decodeReply(encodeReply(reply))).toEqual(reply);
        }
      }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...ERROR_CODES), text, (id, code, message) => {
        const reply: WorkerReply = { ...failed, id, code, message };
        expect(decodeReply(encodeReply(reply))).toEqual(reply);
      }),
    );
  });

  test("that is none is undefined, never an exception", () => {
    for (const reply of [ok, failed]) {
      const [head = "", rest = ""] = String(encodeReply(reply)).split("\n");
      for (const name of Object.keys(JSON.parse(head) as object)) {
        for (const value of [undefined, []]) {
          const bytes = Buffer.concat([changed(head, name, value), Buffer.from(`\n${rest}`)]);
          expect(decodeReply(bytes)).toBeUndefined();
        }
      }
      expect(decodeReply(Buffer.from(head))).toBeUndefined();
    }
    for (const name of Object.keys(hops)) {
      const badHops = { ...hops, [name]: "1" } as never;
      expect(decodeReply(encodeReply({ ...ok, hops: badHops }))).toBeUndefined();
    }
    expect(decodeReply(encodeReply({ ...ok, json: "" }))).toBeUndefined();
    expect(decodeReply(encodeReply({ ...failed, code: "no-such" as never }))).toBeUndefined();
    fc.assert(fc.property(fc.anything(), (body) => void decodeReply(body)));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeReply(bytes)));
  });
});
