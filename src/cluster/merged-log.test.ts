import { describe, expect, test } from "bun:test";
import { createMergedLog } from "./merged-log.ts";

function logged(kind: "tasks" | "json" | "off") {
  const lines: string[] = [];
  const log = createMergedLog({ kind, isColored: false, write: (line) => lines.push(line) });
  return { lines, log };
}

describe("the merged log", () => {
  test("as text, each line begins with who said it, in a column", () => {
    const { lines, log } = logged("tasks");
    log.say("entry-1", "listening");
    log.say("worker-10", "thread 1");
    log.say(null, "up");
    log.event("cluster-ready", {});
    expect(lines).toEqual(["entry-1   │ listening", "worker-10 │ thread 1", "cluster   │ up"]);
  });

  test("as JSON, a member's own events keep their fields, and any other line becomes one", () => {
    const { lines, log } = logged("json");
    log.say("entry-1", '{"event":"listening","port":1}');
    log.say("rabbitmq", "{not json");
    log.say(null, "up");
    log.event("cluster-ready", { port: 2 });
    log.text("a table");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { from: "entry-1", event: "listening", port: 1 },
      { event: "output", atMs: expect.any(Number), from: "rabbitmq", line: "{not json" },
      { event: "cluster", atMs: expect.any(Number), message: "up" },
      { event: "cluster-ready", atMs: expect.any(Number), port: 2 },
    ]);
  });

  test("as JSON, control characters of a member's events stay escaped", () => {
    const { lines, log } = logged("json");
    const line = '{"task":"\\u202egpj.exe\\u0085"}';
    log.say("worker-1", line);
    expect(lines).toEqual([`{"from":"worker-1",${line.slice(1)}`]);
  });
});
