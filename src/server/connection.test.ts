// The deadlines of a connection, on a clock and a socket of the test's. Real sockets: test/integration/server-*.test.ts.
import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { Socket } from "bun";
import { messagesFor } from "../messages/catalogue.ts";
import type { TaskReply } from "../protocol/task.ts";
import { NS_PER_SECOND } from "../units/duration.ts";
import { Connection, type SocketOwner } from "./connection.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A connection whose socket accepts bytes only in `drain`. */
class Peer {
  room = 0;
  taken = 0;
  /** What was done to the socket, and the end. */
  readonly calls: string[] = [];
  readonly refused: string[] = [];
  readonly connection: Connection;

  constructor() {
    const note = (name: string) => () => void this.calls.push(name);
    const socket = {
      write: (bytes: Uint8Array) => {
        const taken = Math.min(this.room, bytes.length);
        this.room -= taken;
        this.taken += taken;
        return taken;
      },
      shutdown: note("shutdown"),
      end: note("end"),
      terminate: note("terminate"),
      pause: note("pause"),
      resume: note("resume"),
    };
    this.connection = new Connection(socket as unknown as Socket<SocketOwner>, "peer:1", {
      conversation: {
        maxLineBytes: 64,
        noNewlineIdleNs: NS_PER_SECOND,
        lineTimeoutNs: 20 * NS_PER_SECOND,
        messages: messagesFor("en"),
        nowNs: () => Bun.nanoseconds(),
      },
      writeTimeoutNs: 30 * NS_PER_SECOND,
      execute: async ({ task }): Promise<TaskReply> => ({
        thread: 1,
        acceptedSeq: 0,
        waitNs: 0,
        serviceNs: 0,
        sojournNs: 0,
        startedAtMs: 0,
        result: task,
      }),
      lookup: undefined,
      onRefused: (_, { code }) => void this.refused.push(code),
      flushSoon: (connection) => connection.flush(),
      onClosed: note("closed"),
      onBug: (_, error) => this.calls.push(String(error)),
    });
  }

  /** Sends a line and waits until its reply has met the full socket. */
  async send(line: string): Promise<void> {
    this.connection.receive(new TextEncoder().encode(line));
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }

  drain(bytes: number): void {
    this.room = bytes;
    this.connection.flush();
    this.room = 0;
  }

  pass(seconds: number): void {
    jest.advanceTimersByTime(seconds * 1000);
  }
}

test("each byte that the peer takes starts the write time-out again", async () => {
  const peer = new Peer();
  await peer.send("tarea\n");
  for (let i = 0; i < 5; i++) {
    peer.pass(29);
    peer.drain(1);
  }
  expect(peer.taken).toBe(5);
  peer.pass(29);
  expect(peer.calls).toEqual([]);
  peer.pass(2);
  expect(peer.calls).toEqual(["terminate", "closed"]);
  expect(peer.refused).toEqual(["timeout"]);
});

test("more replies do not start it again, and without pending output there is none", async () => {
  const peer = new Peer();
  await peer.send("una\n");
  peer.drain(1000);
  peer.pass(1000);
  expect(peer.calls).toEqual([]);
  await peer.send("dos\n");
  peer.pass(20);
  await peer.send("tres\n");
  peer.pass(11);
  expect(peer.calls).toEqual(["terminate", "closed"]);
});

test("a line that does not end is answered at its own deadline, whatever the peer reads", async () => {
  const peer = new Peer();
  await peer.send("una\nhalf");
  peer.pass(21);
  expect(peer.refused).toEqual(["timeout"]);
  expect(peer.calls).toEqual([]);
  peer.pass(10);
  expect(peer.calls).toEqual(["terminate", "closed"]);
  expect(peer.refused).toEqual(["timeout", "timeout"]);
});

test("after the last reply the peer has 1 s to end, and the write time-out is over", async () => {
  const peer = new Peer();
  await peer.send(`${"x".repeat(65)}\n`);
  peer.pass(29);
  expect(peer.calls).toEqual([]);
  peer.drain(1000);
  expect(peer.calls).toEqual(["shutdown"]);
  peer.pass(1.1);
  expect(peer.calls).toEqual(["shutdown", "end", "closed"]);
  peer.pass(100);
  expect(peer.calls).toHaveLength(3);
});
