import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { messagesFor } from "../messages/catalogue.ts";
import { formatReply, parseJsonReply, parsePlainReply } from "./reply.ts";
import { ERROR_CODES, TaskError, type TaskReply } from "./task.ts";

const messages = messagesFor("en");

const reply: TaskReply = {
  thread: 3,
  acceptedSeq: 17,
  waitNs: 41_000,
  serviceNs: 3_000_912_000,
  sojournNs: 3_001_100_000,
  startedAtMs: 1_700_000_000_000.25,
  result: "Generar Facturas",
};
const busy = new TaskError("busy", messages.queueFull(10_000, 10_000));

describe("the forms of the wire", () => {
  test("plain, done", () => {
    expect(formatReply("plain", null, reply, messages)).toBe(
      "OK Generar Facturas (thread 3, waited 0.000 s, worked 3.001 s)\n",
    );
    expect(formatReply("plain", null, reply, messagesFor("es"))).toBe(
      "OK Generar Facturas (hilo 3, esperó 0,000 s, trabajó 3,001 s)\n",
    );
  });

  test("JSON, done", () => {
    expect(formatReply("json", "7f", reply, messages)).toBe(
      '{"id":"7f","status":"ok","thread":3,"acceptedSeq":17,"waitNs":41000,"serviceNs":3000912000,' +
        '"sojournNs":3001100000,"startedAtMs":1700000000000.25,"result":"Generar Facturas"}\n',
    );
  });

  const hops = { acceptedAtMs: 1_700_000_000_000.25, startedAtMs: 1_700_000_000_001 };
  const worked = { ...reply, worker: "worker-2", hops };

  test("the worker and the hops, where they are known", () => {
    expect(formatReply("plain", null, worked, messages)).toBe(
      "OK Generar Facturas (worker 2 thread 3, waited 0.000 s, worked 3.001 s)\n",
    );
    expect(formatReply("plain", null, { ...worked, worker: "a\nb" }, messagesFor("es"))).toBe(
      "OK Generar Facturas (worker a\\nb hilo 3, esperó 0,000 s, trabajó 3,001 s)\n",
    );
    expect(formatReply("json", "7f", worked, messages)).toContain(
      `,"worker":"worker-2","hops":${JSON.stringify(hops)},"result":"Generar Facturas"}\n`,
    );
  });

  test("errors", () => {
    expect(formatReply("plain", null, busy, messages)).toBe(
      "ERR busy: 10000 tasks are waiting (limit 10000)\n",
    );
    expect(formatReply("json", null, busy, messages)).toBe(
      '{"id":null,"status":"error","code":"busy","message":"10000 tasks are waiting (limit 10000)"}\n',
    );
  });
});

test("a plain reply is one line, and shows results that are no text as JSON", () => {
  const shown = (result: unknown): string =>
    formatReply("plain", null, { ...reply, result }, messages).replace(/ \(thread.*/, "");
  expect(shown("two\nlines\0")).toBe("OK two\\nlines\\x00\n");
  expect(shown({ pages: [1, "a\n"] })).toBe('OK {"pages":[1,"a\\n"]}\n');
  expect(shown(null)).toBe("OK null\n");
  expect(formatReply("plain", null, new TaskError("task-failed", "a\nb"), messages)).toBe(
    "ERR task-failed: a\\nb\n",
  );
});

describe("a result that can't be sent fails its task", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const rows: [string, unknown][] = [
    ["a BigInt", 1n],
    ["a cycle", cycle],
    ["undefined", undefined],
    ["a function", () => 1],
    [
      "one whose toJSON throws",
      {
        toJSON: () => {
          throw new Error("no");
        },
      },
    ],
  ];
  test.each(rows)("%s", (_, result) => {
    const line = formatReply("json", "7f", { ...reply, result }, messages);
    expect(parseJsonReply(line)).toMatchObject({ id: "7f", status: "error", code: "task-failed" });
    expect(formatReply("plain", null, { ...reply, result }, messages)).toStartWith(
      "ERR task-failed: the task's result can't be sent: ",
    );
  });
});

test("a JSON reply reads back, whatever its id, result and message", () => {
  const id = fc.option(fc.string({ unit: "binary" }));
  const atMs = fc.double({ min: 1, noNaN: true, noDefaultInfinity: true });
  const hops = fc.dictionary(fc.stringMatching(/^[a-z]+AtMs$/), atMs, { noNullPrototype: true });
  const wayOfTask = fc.record({ worker: fc.string(), hops }, { requiredKeys: [] });
  fc.assert(
    fc.property(id, fc.jsonValue(), wayOfTask, (replyId, value, way) => {
      // As JSON keeps it: −0 becomes 0.
      const result: unknown = JSON.parse(JSON.stringify(value));
      const whole: TaskReply = { ...reply, ...way, result };
      const line = formatReply("json", replyId, whole, messages);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(parseJsonReply(line)).toEqual({ id: replyId, status: "ok", reply: whole });
    }),
  );
  fc.assert(
    fc.property(
      id,
      fc.constantFrom(...ERROR_CODES),
      fc.string({ unit: "binary" }),
      (replyId, code, message) => {
        const line = formatReply("json", replyId, new TaskError(code, message), messages);
        expect(parseJsonReply(line)).toEqual({ id: replyId, status: "error", code, message });
      },
    ),
  );
});

test("what is no JSON reply is undefined, never an exception", () => {
  const good = JSON.parse(formatReply("json", "7f", reply, messages)) as Record<string, unknown>;
  const bad: unknown[] = [null, 3, "OK", [], {}, { id: "7f", status: "error", code: "busy" }];
  for (const name of Object.keys(good)) {
    bad.push({ ...good, [name]: [] });
    bad.push({ ...good, [name]: undefined });
  }
  bad.push({ id: null, status: "error", code: "no-such-code", message: "" });
  bad.push({ ...good, worker: 3 }, { ...good, worker: null });
  bad.push({ ...good, hops: null }, { ...good, hops: [] }, { ...good, hops: { atMs: "1" } });
  // A result may be anything, an empty list too.
  const isFine = (fields: unknown) =>
    JSON.stringify(fields) === JSON.stringify({ ...good, result: [] });
  for (const fields of bad.filter((each) => !isFine(each))) {
    expect(parseJsonReply(JSON.stringify(fields))).toBeUndefined();
  }
  fc.assert(fc.property(fc.string(), (line) => void parseJsonReply(line)));
});

test("plain replies are told apart by their first word", () => {
  expect(parsePlainReply("OK tarea (thread 1)")).toEqual({
    status: "ok",
    text: "tarea (thread 1)",
  });
  expect(parsePlainReply("OK")).toEqual({ status: "ok", text: "" });
  expect(parsePlainReply("ERR busy: try: later")).toEqual({
    status: "error",
    code: "busy",
    message: "try: later",
  });
  expect(parsePlainReply("ERR unknown command 'x'")).toEqual({
    status: "error",
    code: null,
    message: "unknown command 'x'",
  });
  for (const line of ["", "OKAY", "ERROR 3", "+PONG", " OK a"]) {
    expect(parsePlainReply(line)).toBeUndefined();
  }
});
