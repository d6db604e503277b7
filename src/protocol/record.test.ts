import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { messagesFor } from "../messages/catalogue.ts";
import {
  formatRecordReply,
  parseRecordReply,
  RECORD_STATUSES,
  type TaskRecordView,
} from "./record.ts";
import { parseJsonReply } from "./reply.ts";
import { ERROR_CODES, TaskError } from "./task.ts";

const messages = messagesFor("en");

const done: TaskRecordView = {
  status: "done",
  task: "Generar Facturas",
  attempts: 1,
  entry: "entry-1",
  worker: "worker-2",
  thread: 3,
  client: "192.0.2.7:51034",
  acceptedAtMs: 1_700_000_000_000.25,
  startedAtMs: 1_700_000_000_001,
  finishedAtMs: 1_700_000_003_001.5,
  serviceNs: 3_000_912_000,
  result: { pages: 3 },
  error: null,
};

describe("the form of the wire", () => {
  test("a record", () => {
    expect(formatRecordReply("7f", done, messages)).toBe(
      '{"id":"7f","status":"record","record":{"status":"done","task":"Generar Facturas","attempts":1,' +
        '"entry":"entry-1","worker":"worker-2","thread":3,"client":"192.0.2.7:51034",' +
        '"acceptedAtMs":1700000000000.25,"startedAtMs":1700000000001,"finishedAtMs":1700000003001.5,' +
        '"serviceNs":3000912000,"result":{"pages":3},"error":null}}\n',
    );
  });

  test("none", () => {
    const none = new TaskError("unknown-id", messages.unknownId("7f"));
    const line = formatRecordReply("7f", none, messages);
    expect(line).toBe(
      '{"id":"7f","status":"error","code":"unknown-id","message":"no task has the id \\"7f\\""}\n',
    );
    expect(parseRecordReply(line)).toBeUndefined();
    expect(parseJsonReply(line)).toMatchObject({ code: "unknown-id" });
  });

  test("only the fields of a record are said, and all of them", () => {
    const view = { ...done, result: undefined, leaseUntilMs: 5 };
    const { record } = JSON.parse(formatRecordReply("7f", view, messages)) as { record: object };
    expect(Object.keys(record)).toEqual(Object.keys(done));
    expect(record).toMatchObject({ result: null });
  });
});

test("a record reads back, whatever is in it", () => {
  const text = fc.string({ unit: "binary" });
  const atMs = fc.double({ min: 0, max: 1e13, noNaN: true });
  const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);
  const record: fc.Arbitrary<TaskRecordView> = fc.record({
    status: fc.constantFrom(...RECORD_STATUSES),
    task: text,
    attempts: fc.nat(),
    entry: text,
    worker: text,
    thread: orNull(fc.nat()),
    client: orNull(text),
    acceptedAtMs: atMs,
    startedAtMs: orNull(atMs),
    finishedAtMs: orNull(atMs),
    serviceNs: orNull(fc.nat()),
    result: fc.jsonValue(),
    error: orNull(fc.record({ code: fc.constantFrom(...ERROR_CODES), message: text })),
  });
  fc.assert(
    fc.property(text, record, (id, view) => {
      const line = formatRecordReply(id, view, messages);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      // As JSON keeps it: −0 becomes 0.
      const kept = JSON.parse(JSON.stringify(view)) as TaskRecordView;
      expect(parseRecordReply(line)).toEqual({ id, status: "record", record: kept });
      expect(parseJsonReply(line)).toBeUndefined();
    }),
  );
});

test("what is no record is undefined, never an exception", () => {
  const good = { id: "7f", status: "record", record: done };
  expect(parseRecordReply(JSON.stringify(good))).toBeDefined();
  const bad: unknown[] = [
    null,
    3,
    [],
    {},
    { ...good, id: null },
    { ...good, status: "ok" },
    { ...good, record: null },
    { ...good, record: { ...done, status: "no-such-status" } },
    { ...good, record: { ...done, error: { code: "no-such-code", message: "" } } },
    { ...good, record: { ...done, error: { code: "busy" } } },
  ];
  for (const name of Object.keys(done)) {
    bad.push({ ...good, record: { ...done, [name]: undefined } });
    if (name !== "result") bad.push({ ...good, record: { ...done, [name]: [] } });
  }
  for (const fields of bad) expect(parseRecordReply(JSON.stringify(fields))).toBeUndefined();
  fc.assert(fc.property(fc.string(), (line) => void parseRecordReply(line)));
});
