import { afterEach, describe, expect, test } from "bun:test";
import { runTool } from "./run-tool.ts";

const BARE_LOOP = `${import.meta.dir}/bare-loop.ts`;
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Runs the loop for 200 ms with 5 connections against a server that answers so, and counts what it is asked. */
async function runAgainst(reply: string) {
  let asked = 0;
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, bytes) {
        asked += bytes.length / "PING\r\n".length;
        socket.write(reply);
      },
    },
  });
  cleanups.push(() => server.stop(true));
  const command = [process.execPath, BARE_LOOP, String(server.port), "5", "200"];
  const ran = await runTool(command, 60e9, new AbortController().signal);
  return { ...ran, asked };
}

describe("the bare loop", () => {
  test("counts the replies that came in its time", async () => {
    const { stdout, exitCode, asked } = await runAgainst("+PONG\r\n");
    expect(exitCode).toBe(0);
    const { replies, elapsedNs, p50Ns, p99Ns } = JSON.parse(stdout);
    expect(replies).toBeGreaterThan(0);
    // Each connection has one request that was not answered in time, or did not get through any more.
    expect(asked - replies).toBeGreaterThanOrEqual(0);
    expect(asked - replies).toBeLessThanOrEqual(5);
    expect(elapsedNs).toBeGreaterThanOrEqual(200e6);
    expect(p99Ns).toBeGreaterThanOrEqual(p50Ns);
    expect(p50Ns).toBeGreaterThan(0);
  });

  test("fails where the replies are not PONG's length", async () => {
    const { exitCode, stdout } = await runAgainst("-ERR\r\n");
    expect(exitCode).not.toBe(0);
    expect(stdout).toBe("");
  });
});
