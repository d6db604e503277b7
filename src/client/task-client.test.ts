// The client against peers that answer as a test says; against the real server it is tested in test/e2e.
import { describe, expect, test } from "bun:test";
import { NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { ConnectionError, exchangeLine } from "./exchange-line.ts";
import { askRecord, askTask } from "./task-client.ts";

const LIMITS = { timeoutNs: 30 * NS_PER_SECOND };
const OK = {
  id: "7f",
  status: "ok",
  thread: 1,
  acceptedSeq: 0,
  waitNs: 0,
  serviceNs: 0,
  sojournNs: 0,
  startedAtMs: 0,
  result: "á",
};

/** A peer that answers the first line with these packets, and then closes if it shall. */
async function withPeer<T>(
  packets: readonly (string | Uint8Array)[],
  isClosing: boolean,
  use: (port: number) => Promise<T>,
): Promise<{ value: T; asked: string }> {
  let asked = "";
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      async data(socket, bytes) {
        asked += bytes.toString();
        if (!asked.endsWith("\n")) return;
        for (const packet of packets) {
          socket.write(packet);
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        if (isClosing) socket.end();
      },
    },
  });
  try {
    return { value: await use(listener.port), asked };
  } finally {
    listener.stop(true);
  }
}

const codeOf = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => "an answer",
    (error: unknown) => (error instanceof ConnectionError ? error.code : "a bug"),
  );

const address = (port: number) => ({ hostname: "127.0.0.1", port });

describe("a reply", () => {
  test("is read whatever its packets, up to its newline", async () => {
    const bytes = new TextEncoder().encode(`${JSON.stringify(OK)}\nmore`);
    const packets = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const { value, asked } = await withPeer(packets, false, (port) =>
      askTask(address(port), { id: "7f", task: "a", client: "not for the wire" }, LIMITS),
    );
    expect(asked).toBe('{"id":"7f","task":"a"}\n');
    expect(value.line).toBe(JSON.stringify(OK));
    expect(value.reply).toMatchObject({ status: "ok", reply: { result: "á" } });
  });

  test("may lack its newline, if it is whole", async () => {
    const { value } = await withPeer([JSON.stringify(OK)], true, (port) =>
      askTask(address(port), { id: "7f", task: "a" }, LIMITS),
    );
    expect(value.reply.status).toBe("ok");
  });

  test("of a server with too many connections is plain", async () => {
    const { value } = await withPeer(["ERR busy: 3 are open\n"], true, (port) =>
      askRecord(address(port), "7f", LIMITS),
    );
    expect(value.reply).toMatchObject({ status: "error", code: "busy" });
  });

  test("to a question for a record is a record or an error, and no task's", async () => {
    const error = '{"id":"7f","status":"error","code":"unknown-id","message":""}';
    const { value, asked } = await withPeer([`${error}\n`], false, (port) =>
      askRecord(address(port), "7f", LIMITS),
    );
    expect(asked).toBe('{"get":"7f"}\n');
    expect(value.reply).toMatchObject({ code: "unknown-id" });
    const wrong = withPeer([`${JSON.stringify(OK)}\n`], false, (port) =>
      codeOf(askRecord(address(port), "7f", LIMITS)),
    );
    expect((await wrong).value).toBe("unreadable");
  });
});

describe("without a reply", () => {
  const rows: [string, (string | Uint8Array)[], boolean, string][] = [
    ["nothing, then the end", [], true, "lost"],
    ["half a reply, then the end", ['{"id":"7f","sta'], true, "lost"],
    ["what is no reply of ours", ["HTTP/1.1 400 Bad Request\r\n"], true, "unreadable"],
  ];
  test.each(rows)("%s", async (_, packets, isClosing, code) => {
    const { value } = await withPeer(packets, isClosing, (port) =>
      codeOf(askTask(address(port), { id: "7f", task: "a" }, LIMITS)),
    );
    expect(value).toBe(code);
  });

  test("in time is a time-out", async () => {
    const { value } = await withPeer([], false, (port) =>
      codeOf(askTask(address(port), { id: "7f", task: "a" }, { timeoutNs: 30 * NS_PER_MS })),
    );
    expect(value).toBe("timeout");
  });

  test("for want of a peer it is no-connection", async () => {
    expect(await codeOf(askTask(address(1), { id: null, task: "a" }, LIMITS))).toBe(
      "no-connection",
    );
  });
});

describe("the limit of a reply", () => {
  const exchange = (packets: readonly string[], maxReplyBytes: number) =>
    withPeer(packets, true, (port) =>
      exchangeLine(address(port), "a\n", { ...LIMITS, maxReplyBytes }),
    );

  test("lets a reply of exactly so many bytes pass", async () => {
    const { value } = await exchange(["123", "45\n67890"], 5);
    expect(value).toEqual({ line: "12345", isWhole: true });
  });

  test.each([[["123", "456\n"]], [["123", "456", "78"]]])(
    "refuses one more: %p",
    async (packets) => {
      expect(await codeOf(exchange(packets, 5))).toBe("too-long");
    },
  );
});
