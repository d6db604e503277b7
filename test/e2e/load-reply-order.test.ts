// A target that answers most requests at once and a few late, out of order: what `bun bench load` reports of it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ResponseTimes } from "../../bench/run/load/censored.ts";
import { NS_PER_MS } from "../../src/units/duration.ts";
import { createLoadCommands } from "../support/load-command.ts";

const LATE_MS = 200;
/** Every so many requests one is answered late: 2 %. */
const LATE_EVERY = 50;
const FRAME_BYTES = 16;

const loads = createLoadCommands();
let target = "";
let stop = (): void => undefined;

/** Frames of 16 bytes, each sent back after its own time. */
beforeAll(() => {
  let count = 0;
  const listener = Bun.listen<{ rest: Buffer }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { rest: Buffer.alloc(0) };
      },
      data(socket, bytes) {
        let rest = Buffer.concat([socket.data.rest, bytes]);
        for (; rest.length >= FRAME_BYTES; rest = rest.subarray(FRAME_BYTES)) {
          const frame = Buffer.from(rest.subarray(0, FRAME_BYTES));
          const afterMs = count++ % LATE_EVERY === 0 ? LATE_MS : 2;
          setTimeout(() => socket.write(frame), afterMs);
        }
        socket.data.rest = rest;
      },
    },
  });
  target = `tcp://127.0.0.1:${listener.port}`;
  stop = () => listener.stop(true);
});
afterAll(() => {
  stop();
  loads.remove();
});

function run(...flags: readonly string[]) {
  const send = String.raw`\0\0\0\x0c{{u32be i}}{{random 8}}`;
  const load = ["--send", send, "--reply", "frame:u32be", "--pipeline", "8", "-c", "4"];
  return loads.run([target, ...load, "-n", "2000", ...flags]);
}

test("with ids, late replies are timed as late", async () => {
  const { run: found } = await run("--id-at", "4:u32be");
  expect(found.result.run.counts.ok).toBe(2000);
  const p99 = new ResponseTimes(found.result.run).percentile(99);
  // The target's timer may be a little early.
  expect(p99.kind === "exact" ? p99.ns / NS_PER_MS : NaN).toBeGreaterThanOrEqual(LATE_MS - 2);
});

test("without ids no percentile is told: nowhere, and by no threshold", async () => {
  // What a target sends back shows the disorder; a fixed text shows nothing.
  const send = String.raw`\0\0\0\x0c{{u32be i}}........`;
  const flags = "--reply length32be --pipeline 8 -c 4 -n 2000 --fail-if p99>1h".split(" ");
  const ended = await loads.run([target, "--send", send, ...flags]);
  const { run: found, exitCode, stdout, folder } = ended;
  expect(found.result.run.unmatched?.reason).toBe("no order");
  expect(found.judgement?.thresholds[0]?.result).toBe("unknown");
  // On a busy machine the run may be invalid besides.
  expect([99, 3]).toContain(exitCode ?? 0);
  for (const text of [stdout, readFileSync(join(folder, "report.md"), "utf8")]) {
    expect(text).toMatch(/p99 +\|? +— /);
    expect(text).toContain("--id-at");
  }
});

test("an order that replies show to be broken fails the run", async () => {
  const { run: found, exitCode, stdout } = await run("--ordered");
  expect(found.result.run.unmatched?.reason).toBe("out of order");
  expect(found.result.run.failures.map(({ kind }) => kind)).toContain("malformed: out of order");
  // The sentence may be wrapped anywhere.
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("Malformed: out of order");
  expect([1, 3]).toContain(exitCode ?? 0);
});

test("requests that all have the same id are refused before the load", async () => {
  const send = String.raw`\0\0\0\x0c............`;
  const flags = "--reply frame:u32be --id-at 4:u32be --pipeline 8".split(" ");
  const { exitCode, stderr, folders } = await loads.run([target, "--send", send, ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--pipeline");
  expect(stderr).toContain("{{u32be i}}");
  expect(folders).toEqual([]);
});
