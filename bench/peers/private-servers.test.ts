import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { eventually } from "../../test/support/eventually.ts";
import { hasCommand } from "../../test/support/require-command.ts";
import { openLineConnection } from "../micro/line-connection.ts";
import { startNginx, startPrivateServer, startRedisServer } from "./private-servers.ts";

const idle = new AbortController().signal;

describe("a private server", () => {
  test.skipIf(!hasCommand("redis-server"))("redis-server answers PING", async () => {
    const server = await startRedisServer(idle);
    const connection = await openLineConnection({ hostname: "127.0.0.1", port: server.port });
    expect(await connection.ask("PING\r\n")).toBe("+PONG\r\n");
    connection.close();
    await server.stop();
  });

  test.skipIf(!hasCommand("nginx"))(
    "nginx serves one small file, on kept connections",
    async () => {
      const server = await startNginx(idle);
      for (let i = 0; i < 3; i++) {
        const response = await fetch(`http://127.0.0.1:${server.port}/`);
        expect(response.status).toBe(200);
        expect(await response.bytes()).toHaveLength(577);
        expect(response.headers.get("connection")).toBe("keep-alive");
      }
      await server.stop();
      expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
    },
  );

  test("is gone when it is stopped, with its folder", async () => {
    let folder = "";
    const server = await startPrivateServer((port, own) => {
      folder = own;
      return listenOn(port);
    }, idle);
    expect(existsSync(folder)).toBe(true);
    await server.stop();
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow();
    expect(existsSync(folder)).toBe(false);
    expect(server.failure).toBeUndefined();
  });

  test("that ends before it serves says its last words, after three tries", async () => {
    let tries = 0;
    const starting = startPrivateServer(() => {
      tries++;
      return [process.execPath, "-e", "console.error('bad option'); process.exit(1)"];
    }, idle);
    expect(starting).rejects.toThrow(
      "the server did not start: it ended unexpectedly with code 1: bad option",
    );
    await Promise.allSettled([starting]);
    expect(tries).toBe(3);
  });

  test("that ends later says so", async () => {
    const server = await startPrivateServer(listenOn, idle);
    process.kill(server.pid, "SIGKILL");
    await eventually(() => expect(server.failure?.message).toContain("ended unexpectedly"));
    await server.stop();
  });

  test("is not started for a signal that is aborted", () => {
    expect(startRedisServer(AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
  });
});

function listenOn(port: number): string[] {
  const script = `Bun.listen({ hostname: "127.0.0.1", port: ${port}, socket: { data() {} } })`;
  return [process.execPath, "-e", script];
}
