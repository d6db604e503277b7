// What a load shows of its first request and reply, and the doubts that these raise.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLoadCommands } from "../support/load-command.ts";
import { startPeer } from "../support/scripted-peer.ts";
import { hasService, type Service, startRedis } from "../support/services.ts";

const loads = createLoadCommands();
afterAll(() => loads.remove());

const text = String.raw;

describe.skipIf(!hasService("redis"))("against a real Redis", () => {
  let redis: Service;
  let target: string;
  beforeAll(async () => {
    redis = await startRedis();
    target = `tcp://127.0.0.1:${redis.port}`;
  });
  afterAll(() => redis.stop());

  test("a request that is wrong each time is no success in silence", async () => {
    const { stdout, stderr, folder, run } = await loads.run([
      target,
      "--send",
      text`SET a\r\n`,
      "-n",
      "400",
      "-c",
      "4",
      "--generators",
      "2",
    ]);
    expect(stderr).toBe("");
    const reply = text`-ERR wrong number of arguments for 'set' command\r\n`;
    expect(run.result.firstExchanges).toEqual([
      {
        name: "request",
        request: text`SET a\r\n`,
        requestBytes: 7,
        endsWithLine: true,
        reply,
        replyBytes: 50,
        isWhole: true,
        replies: 400,
        areRepliesEqual: true,
      },
    ]);
    expect(stdout).toMatch(/first request +SET a\\r\\n/);
    expect(stdout).toContain(text`-ERR wrong number of arguments for 'set'`);
    const warning = run.judgement?.warnings.find(({ en }) => en.includes("-ERR"))?.en;
    expect(warning).toMatch(/^all 400 replies are equal and begin like an error/);
    expect(warning).toContain("--expect");
    expect(warning).toContain("--reject");
    for (const name of ["report.md", "report.html"]) {
      const report = readFileSync(join(folder, name), "utf8");
      expect(report).toContain("First request and reply");
      expect(report).toContain(text`SET a\r\n`);
      expect(report).toContain("-ERR wrong number of arguments");
    }
  });

  test("replies that differ, or are judged by --expect, raise no such doubt", async () => {
    const differ = await loads.run([
      target,
      "--send",
      text`INCR n\r\n`,
      "-n",
      "50",
      "-c",
      "1",
      "--format",
      "json",
    ]);
    expect(JSON.parse(differ.stdout)).toMatchObject({
      first_request: text`INCR n\r\n`,
      first_reply: text`:1\r\n`,
      are_replies_equal: false,
    });
    const judged = await loads.run([
      target,
      "--send",
      text`NO\r\n`,
      "-n",
      "50",
      "--expect",
      "^-ERR",
    ]);
    expect(judged.run.result.firstExchanges?.[0]).toMatchObject({ areRepliesEqual: true });
    for (const { run } of [differ, judged]) {
      expect(run.judgement?.warnings.map(({ en }) => en).join("\n")).not.toContain("--reject");
    }
  });

  test("a request without a line end is told before the run, and again when it times out", async () => {
    const { stderr, stdout, exitCode, run } = await loads.run([
      target,
      "--send",
      "PING",
      "-n",
      "2",
      "-c",
      "2",
      "--timeout",
      "300ms",
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^warning: --send "PING" has no line end/);
    expect(run.result.run.counts.timedOut).toBe(2);
    expect(run.result.firstExchanges?.[0]).toMatchObject({
      request: "PING",
      reply: null,
      replies: 0,
    });
    expect(run.judgement?.warnings.map(({ en }) => en).join("\n")).toContain(text`try PING\r\n`);
    expect(stdout).toMatch(/first reply +no reply/);
  });
});

test("a reply that never ends is shown as far as it came", async () => {
  const peer = startPeer({ onLine: ({ answer }) => answer("half a reply") });
  try {
    const { stdout, run } = await loads.run([
      `tcp://127.0.0.1:${peer.port}`,
      "--send",
      text`x\n`,
      "-n",
      "1",
      "-c",
      "1",
      "--timeout",
      "2s",
    ]);
    expect(run.result.firstExchanges).toMatchObject([
      { request: text`x\n`, reply: "half a reply", isWhole: false, replies: 0 },
    ]);
    expect(stdout).toContain("half a reply… (incomplete)");
    // The line that was sent did end.
    expect(run.judgement?.warnings.map(({ en }) => en).join("\n")).not.toContain("line end");
  } finally {
    peer.stop();
  }
});
