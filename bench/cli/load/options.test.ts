import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { LoadFlags } from "./flags.ts";
import { readLoadSettings } from "./options.ts";

const TARGET = "tcp://127.0.0.1:6379";
const PING: LoadFlags = { send: "PING\\r\\n" };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-options-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function plan(flags: LoadFlags) {
  return readLoadSettings(TARGET, { ...PING, ...flags }).plan;
}

function problems(flags: LoadFlags, target: string | undefined = TARGET): readonly string[] {
  try {
    readLoadSettings(target, { ...PING, ...flags });
  } catch (error) {
    if (error instanceof OptionsError) return error.problems.map(({ en }) => en);
    throw error;
  }
  return [];
}

describe("defaults", () => {
  test("a target and a text are a closed loop of 10 s on 10 kept connections, replies are lines", () => {
    expect(readLoadSettings(TARGET, PING)).toEqual({
      address: TARGET,
      plan: {
        target: { kind: "tcp", hostname: "127.0.0.1", port: 6379 },
        requests: [
          {
            name: "request",
            weight: 1,
            content: { kind: "text", text: "PING\\r\\n" },
            reply: { kind: "line" },
            id: null,
            expect: null,
            reject: null,
            expectErrors: [],
          },
        ],
        greeting: { greeting: null, hello: [] },
        loop: { kind: "closed", thinkNs: 0 },
        connections: 10,
        pipeline: 1,
        isOrdered: false,
        reconnectEvery: null,
        durationNs: 10e9,
        maxRequests: null,
        warmupNs: 0,
        timeoutNs: 30e9,
        generators: 1,
        seed: 1,
      },
      thresholds: [],
      areErrorsAllowed: false,
      isUnknownAllowed: false,
      isStrict: false,
      isAbortingOnFail: false,
      out: "results",
      label: "",
      hasSamples: false,
      watchPids: [],
      format: "text",
      hasGithubFiles: false,
    });
  });

  test("a task is answered by its id, unless another rule is given", () => {
    const task = { task: "Generar Facturas" };
    const read = (flags: LoadFlags) => readLoadSettings(TARGET, flags).plan.requests[0];
    expect(read(task)?.content).toEqual({ kind: "task", text: "Generar Facturas" });
    expect(read(task)?.reply).toEqual({ kind: "json-id" });
    expect(read({ ...task, reply: "line" })?.reply).toEqual({ kind: "line" });
  });

  test("a number of requests ends a run without a time, a given time still does", () => {
    expect(plan({ requests: "200" })).toMatchObject({ durationNs: null, maxRequests: 200 });
    expect(plan({ requests: "200", duration: "3s" })).toMatchObject({
      durationNs: 3e9,
      maxRequests: 200,
    });
  });
});

describe("load", () => {
  test("a rate is an open load of one stage, with 100 connections unless it is said", () => {
    const { loop, connections, durationNs } = plan({ rate: "1k/s", duration: "3s" });
    expect(loop).toEqual({
      kind: "open",
      arrivals: { kind: "constant" },
      stages: [{ durationNs: 3e9, startRatePerSec: 1000, endRatePerSec: 1000 }],
      isDropping: false,
    });
    expect({ connections, durationNs }).toEqual({ connections: 100, durationNs: 3e9 });
    expect(plan({ rate: "1k/s", connections: "7" }).connections).toBe(7);
  });

  test("stages take as long as they say together, and may drop what comes at random", () => {
    const flags = { stages: "10s:100/s,30s:100..1000/s", arrivals: "poisson", drop: true };
    const { loop, durationNs } = plan(flags);
    expect(durationNs).toBe(40e9);
    expect(loop).toMatchObject({ arrivals: { kind: "poisson" }, isDropping: true });
    expect(loop.kind === "open" && loop.stages).toHaveLength(2);
  });

  test("arrivals from a file need no rate, and end with the last of them", () => {
    const path = file("arrivals.txt", "0\n0.5\n1.5s\n");
    const { loop, durationNs, maxRequests } = plan({ arrivals: `file:${path}` });
    expect(loop).toEqual({
      kind: "open",
      arrivals: { kind: "file", path },
      stages: [],
      isDropping: false,
    });
    expect({ durationNs, maxRequests }).toEqual({ durationNs: null, maxRequests: 3 });
    expect(plan({ arrivals: `file:${path}`, requests: "2" }).maxRequests).toBe(2);
  });

  test("replies have ids, or an order where the protocol promises one", () => {
    const send = "\\0\\0\\0\\x04{{u32be i}}";
    const { requests, isOrdered } = plan({ send, reply: "frame:u32be", idAt: "4:u32be" });
    expect(requests[0]?.id).toEqual({
      kind: "at",
      offset: 4,
      number: { bytes: 4, endian: "be" },
    });
    expect(isOrdered).toBe(false);
    expect(plan({ idMatch: "PI" }).requests[0]?.id).toEqual({ kind: "match", pattern: "PI" });
    expect(plan({ reply: "http" }).isOrdered).toBe(true);
    expect(plan({ ordered: true }).isOrdered).toBe(true);
  });

  test("a burst has a connection for each request", () => {
    expect(plan({ burst: "300" })).toMatchObject({
      loop: { kind: "burst" },
      connections: 300,
      maxRequests: 300,
      durationNs: null,
    });
  });

  test("a reply that ends with its connection needs a new one for each request", () => {
    expect(plan({ reply: "close" }).reconnectEvery).toBe(1);
    expect(plan({ reply: "close", reconnect: "each" }).reconnectEvery).toBe(1);
    expect(plan({ reconnect: "every:5" }).reconnectEvery).toBe(5);
    expect(plan({ reconnect: "never" }).reconnectEvery).toBeNull();
  });

  test("what the result is judged by and shown as is read, too", () => {
    const flags = {
      failIf: ["p99>200ms", "errors>0.1%"],
      passIf: ["p99<200ms"],
      allowErrors: true,
      allowUnknown: true,
      strict: true,
      abortOnFail: true,
      watchPid: [String(process.pid)],
      format: "github",
      samples: true,
      out: "elsewhere",
      label: "mine",
    };
    const { thresholds, ...settings } = readLoadSettings(TARGET, { ...PING, ...flags });
    expect(thresholds.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "fail-if p99>200ms",
      "fail-if errors>0.1%",
      "pass-if p99<200ms",
    ]);
    expect(settings).toMatchObject({
      areErrorsAllowed: true,
      isUnknownAllowed: true,
      isStrict: true,
      isAbortingOnFail: true,
      watchPids: [process.pid],
      format: "text",
      hasGithubFiles: true,
      hasSamples: true,
      out: "elsewhere",
      label: "mine",
    });
    expect(readLoadSettings(TARGET, { ...PING, format: "github,json" })).toMatchObject({
      format: "json",
      hasGithubFiles: true,
    });
  });
});

describe("problems", () => {
  test("all are said at once, each with its flag, the value and the limit", () => {
    expect(
      problems({
        send: "{{nothing}}",
        connections: "100001",
        rate: "11M/s",
        timeout: "0s",
        pipeline: "x",
        reconnect: "sometimes",
        generators: "65",
        expect: "(",
        failIf: ["p99", "p50>1s", "speed<1"],
        tlsCa: join(folder, "none.pem"),
        format: "text,json",
        arrivals: "bursty",
      }).map((problem) => problem.replaceAll(folder, "")),
    ).toEqual([
      expect.stringMatching(/^--expect: "\(" is not a regular expression/),
      '--connections: "100001" is not a whole number from 1 to 100000',
      expect.stringMatching(/^--pipeline: "x" is not a whole number/),
      expect.stringMatching(/^--reconnect: "sometimes"/),
      '--tls-ca: "/none.pem" can\'t be read: no such file or directory',
      expect.stringMatching(/^--rate: "11M\/s" .*10M\/s/),
      expect.stringMatching(/^--arrivals: "bursty" .*constant, poisson, file:PATH/),
      '--timeout: "0s" is no time: nothing would be measured',
      '--generators: "65" is not a whole number from 1 to 64',
      expect.stringMatching(/^--fail-if: "p99"/),
      expect.stringMatching(/^--fail-if: unknown metric "speed": use p50/),
      expect.stringMatching(/^--format: "text,json"/),
      expect.stringMatching(/^--send: .*nothing/),
    ]);
  });

  test("a file that holds no certificate or key is told before anything connects", () => {
    const [cert, key] = [join(folder, "bad.pem"), join(folder, "bad.key")];
    for (const path of [cert, key]) writeFileSync(path, "garbage");
    expect(problems({ tlsCert: cert, tlsKey: key }, "tls://127.0.0.1:1")).toEqual([
      `--tls-cert: "${cert}" contains no certificate in PEM format`,
      `--tls-key: "${key}" contains no unencrypted private key in PEM format`,
    ]);
  });

  test("without a target or a text an example is given", () => {
    expect(problems({}, "localhost:80")).toEqual([expect.stringMatching(/^TARGET: .*tcp:/)]);
    const read = () => readLoadSettings(undefined, {});
    expect(read).toThrow(/TARGET: give the target of the load, such as tcp:\/\/127\.0\.0\.1:6379/);
    expect(read).toThrow(/nothing to send: give one of .*, such as --send 'PING\\r\\n'/);
  });

  test.each([
    [{ sendFile: "x" }, /^--send-file: a request sends one thing/],
    [{ shuffle: true }, /^--shuffle: only the lines of send-jsonl/],
    [{ rate: "5", stages: "1s:1" }, /^--rate: not together with stages/],
    [{ stages: "1s:1", duration: "1s" }, /^--duration: not together with stages/],
    [{ think: "1s", rate: "5" }, /^--rate: not together with think/],
    [{ burst: "5", rate: "5" }, /^--rate: not together with burst/],
    [{ burst: "5", connections: "5" }, /^--connections: not together with burst/],
    [{ burst: "5", warmup: "5s" }, /^--warmup: not together with burst/],
    [{ burst: "5", generators: "6" }, /^--generators: 6 generators are more than .*\(5\)/],
    [{ generators: "11" }, /^--generators: 11 generators are more than .*\(10\)/],
    [{ arrivals: "poisson" }, /^--arrivals: only open load/],
    [{ drop: true }, /^--drop: only open load/],
    [{ abortOnFail: true }, /^--abort-on-fail: .*--fail-if/],
    [{ reply: "close", reconnect: "every:5" }, /^--reconnect: "every:5" does not fit/],
    [{ reply: "close", pipeline: "2" }, /^--pipeline: a connection for each request/],
    [{ reply: "none", pipeline: "2" }, /^--pipeline: request expects no reply/],
    [{ reconnect: "each", pipeline: "2" }, /^--pipeline: a connection for each request/],
    [{ reply: "none", expect: "OK" }, /^--expect: with reply none/],
    [{ reply: "http", idAt: "4:u32be" }, /^--id-at: HTTP\/1\.1 replies come in the order/],
    [{ reply: "json-id", idMatch: "x" }, /^--id-match: with json-id the field id is the id/],
    [{ reply: "none", idAt: "4:u32be" }, /^--id-at: without a reply there is no id/],
    [{ reply: "bytes:6", idAt: "4:u32be" }, /^--id-at: "4:u32be" ends at byte 8, but .* 6 bytes/],
    [{ idAt: "4:u32be", idMatch: "x" }, /^--id-match: not together with id-at/],
    [{ idAt: "4" }, /^--id-at: "4" is not the place of an id/],
    [{ idMatch: "(" }, /^--id-match: "\(" is not a regular expression/],
    [{ idMatch: "id=(\\d+)" }, /^--send: .*\(id-match id=.*nothing in the request/],
    [{ idAt: "4:u32be" }, /^--send: .*\(id-at 4:u32be\).* the request has 6 bytes/],
    [{ idMatch: "P", ordered: true }, /^--id-match: not together with ordered/],
    [{ greeting: "close" }, /^--greeting: "close"/],
    [{ insecure: true }, /--insecure.*tls:/],
    [{ rate: "0" }, /^--rate: "0" is no rate/],
    [{ duration: "0s" }, /^--duration: "0s" is no time/],
    [{ watchPid: ["4194304"] }, /^--watch-pid: there is no process 4194304/],
    [{ failIf: ["p99[GET]>1ms"] }, /^--fail-if: "p99\[GET\]>1ms": no request is named GET/],
  ] as const)("%j can't be", (flags, problem) => {
    const found = problems(flags);
    expect(found.filter((text) => problem.test(text))).toHaveLength(1);
  });

  test("two things to send are one problem, whatever else the two of them imply", () => {
    expect(problems({ send: "a", task: "b", shuffle: true })).toEqual([
      "--task: a request sends one thing: give only one of send, task",
    ]);
  });

  test("a number without a unit is a rate a second, and a time in seconds", () => {
    const typed = { rate: "1000", duration: "10", warmup: "2", timeout: "1.5", send: "x" };
    const { plan: made } = readLoadSettings(TARGET, typed);
    expect(made).toMatchObject({ durationNs: 10e9, warmupNs: 2e9, timeoutNs: 1.5e9 });
    expect(made.loop).toMatchObject({ stages: [{ startRatePerSec: 1000 }] });
    expect(plan({ stages: "10:100..200,5:50" }).durationNs).toBe(15e9);
    // A pause is as often meant in milliseconds.
    expect(problems({ think: "5" })).toEqual([
      expect.stringMatching(/^--think: "5" is not a duration/),
    ]);
  });

  test("files are read at once: none may be missing, empty, a folder or beyond 64 MiB", () => {
    const big = file("big", "");
    truncateSync(big, 64 * 2 ** 20 + 1);
    mkdirSync(join(folder, "folder"));
    const send = (sendFile: string) => {
      const read = () => readLoadSettings(TARGET, { sendFile });
      return expect(read);
    };
    send(big).toThrow(/--send-file: .* more than the limit of 64 MiB/);
    send(file("empty", "")).toThrow(/--send-file: .* is empty/);
    send(join(folder, "folder")).toThrow(/--send-file: .* is a folder/);
    send(join(folder, "none")).toThrow(/--send-file: .*can't be read: no such file/);
    send(file("request", "PING\r\n")).not.toThrow();
    const blank = file("blank.jsonl", "\n \r\n");
    expect(() => readLoadSettings(TARGET, { sendJsonl: blank })).toThrow(/no line/);
    const lines = file("tasks.jsonl", '{"task":"a"}\n\nplain\n');
    expect(
      readLoadSettings(TARGET, { sendJsonl: lines, shuffle: true }).plan.requests[0]?.content,
    ).toEqual({ kind: "jsonl", path: lines, isShuffled: true });
  });
});
