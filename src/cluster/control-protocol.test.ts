import { describe, expect, test } from "bun:test";
import {
  type ControlRequest,
  parseControlRequest,
  parseMember,
  parseScale,
} from "./control-protocol.ts";

describe("parseControlRequest", () => {
  test.each([
    { command: "status" },
    { command: "down" },
    { command: "scale", kind: "worker", count: 5 },
    { command: "kill", name: "worker-2" },
    { command: "drain", name: "entry-1" },
  ] satisfies ControlRequest[])("%j is read as it was sent", (request) => {
    expect(parseControlRequest(JSON.stringify(request))).toEqual(request);
  });

  test.each([
    "",
    "null",
    "5",
    '{"command":"explode"}',
    '{"command":"kill"}',
    '{"command":"kill","name":7}',
    '{"command":"scale","kind":"postgres","count":2}',
    '{"command":"scale","kind":"worker","count":0}',
    '{"command":"scale","kind":"worker","count":1.5}',
  ])("%s is refused", (line) => {
    expect(() => parseControlRequest(line)).toThrow();
  });
});

test("scale takes workers=N and entries=N", () => {
  expect(parseScale("workers=5")).toEqual({ command: "scale", kind: "worker", count: 5 });
  expect(parseScale("entries=3")).toEqual({ command: "scale", kind: "entry", count: 3 });
  for (const text of ["workers", "workers=", "workers=0", "workers=65", "threads=2"]) {
    expect(() => parseScale(text)).toThrow();
  }
});

test("a member is named as one word or as two", () => {
  expect(parseMember(["worker", "2"])).toBe("worker-2");
  expect(parseMember(["worker-2"])).toBe("worker-2");
  expect(parseMember(["rabbitmq"])).toBe("rabbitmq");
  for (const words of [["worker", "0"], ["../x"], ["a", "b", "c"], [""]]) {
    expect(() => parseMember(words)).toThrow();
  }
});
