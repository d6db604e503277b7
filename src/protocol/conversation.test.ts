import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Action,
  Conversation,
  type LookupTicket,
  MAX_HELD_BYTES,
  type Ticket,
} from "./conversation.ts";
import { messagesFor } from "../messages/catalogue.ts";
import type { TaskRecordView } from "./record.ts";
import { TaskError, type TaskReply } from "./task.ts";

const IDLE_NS = 250e6;
const LINE_NS = 30e9;

const replyOf = (result: unknown): TaskReply => ({
  thread: 1,
  acceptedSeq: 0,
  waitNs: 0,
  serviceNs: 0,
  sojournNs: 0,
  startedAtMs: 0,
  result,
});

const recordOf = (task: string): TaskRecordView => ({
  status: "running",
  task,
  attempts: 1,
  entry: "entry-1",
  worker: "worker-1",
  thread: null,
  client: null,
  acceptedAtMs: 0,
  startedAtMs: null,
  finishedAtMs: null,
  serviceNs: null,
  result: null,
  error: null,
});

/** A conversation with a clock of its own, and all that it has said so far. */
class Talk {
  nowNs = 0;
  readonly running: Ticket[] = [];
  readonly lookups: LookupTicket[] = [];
  readonly tasks: string[] = [];
  readonly refused: string[] = [];
  text = "";
  isShutDown = false;
  readonly conversation: Conversation;

  constructor(maxLineBytes = 64) {
    this.conversation = new Conversation({
      maxLineBytes,
      noNewlineIdleNs: IDLE_NS,
      lineTimeoutNs: LINE_NS,
      messages: messagesFor("en"),
      nowNs: () => this.nowNs,
    });
  }

  send(bytes: string | Uint8Array): this {
    const packet = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    return this.take(this.conversation.receive(packet));
  }

  end(): this {
    return this.take(this.conversation.end());
  }

  stop(): this {
    return this.take(this.conversation.stop());
  }

  /** Lets time pass, with a timer as a shell has it. */
  pass(durationNs: number): this {
    const untilNs = this.nowNs + durationNs;
    for (
      let deadlineNs = this.conversation.deadlineNs;
      deadlineNs !== undefined && deadlineNs <= untilNs;
      deadlineNs = this.conversation.deadlineNs
    ) {
      this.nowNs = deadlineNs;
      this.take(this.conversation.expire());
    }
    this.nowNs = untilNs;
    return this;
  }

  /** Answers the task of this rank among those that run. */
  settle(i = 0): this {
    const [ticket] = this.running.splice(i, 1) as [Ticket];
    return this.take(this.conversation.settle(ticket, replyOf(ticket.request.task)));
  }

  /** Answers the oldest question for a record. */
  find(found: TaskRecordView | TaskError | undefined): this {
    const ticket = this.lookups.shift() as LookupTicket;
    return this.take(this.conversation.settleLookup(ticket, found));
  }

  fail(error: TaskError): this {
    return this.take(this.conversation.settle(this.running.shift() as Ticket, error));
  }

  settleAll(): this {
    while (this.running.length > 0) this.settle();
    return this;
  }

  /** All that was written has gone to the socket. */
  sent(): this {
    return this.take(this.conversation.setUnsentBytes(0));
  }

  take(actions: readonly Action[]): this {
    for (const action of actions) {
      expect(this.isShutDown).toBe(false);
      if (action.kind === "run") {
        this.running.push(action.ticket);
        this.tasks.push(action.ticket.request.task);
      } else if (action.kind === "lookup") this.lookups.push(action.ticket);
      else if (action.kind === "write") this.text += action.text;
      else if (action.kind === "refused") this.refused.push(action.error.code);
      else this.isShutDown = true;
    }
    return this;
  }

  /** The replies, each cut to what tells it from others: result or code. */
  get replies(): string[] {
    return this.text
      .split("\n")
      .slice(0, -1)
      .map((line) => {
        const json = line.startsWith("{")
          ? (JSON.parse(line) as Record<string, string>)
          : undefined;
        if (json !== undefined) return `{${json["result"] ?? json["code"] ?? json["status"]}}`;
        return line.replace(/ \(thread.*/, "").replace(/^(ERR [a-z0-9-]+):.*/, "$1");
      });
  }
}

describe("lines", () => {
  test("are tasks, answered as they are done, and the connection stays", () => {
    const talk = new Talk().send("a\nb\r\n");
    expect(talk.tasks).toEqual(["a", "b"]);
    talk.settleAll().send("c\n").settleAll();
    expect(talk.replies).toEqual(["OK a", "OK b", "OK c"]);
    expect(talk.isShutDown).toBe(false);
  });

  const concernOne: [string, string | Uint8Array, string][] = [
    ["an empty line", "\n", "ERR bad-request"],
    ["white space", " \t\r\n", "ERR bad-request"],
    ["broken JSON", '{"task":\n', "{bad-request}"],
    ["JSON of wrong types", '{"id":3,"task":"a"}\n', "{bad-request}"],
    ["a line that is not UTF-8", Uint8Array.of(0xff, 0x0a), "ERR bad-utf8"],
    ["a JSON line that is not UTF-8", Uint8Array.of(0x7b, 0xff, 0x0a), "{bad-utf8}"],
  ];
  test.each(concernOne)("%s is an error that concerns one task", (_, line, reply) => {
    const talk = new Talk().send(line).send("next\n").settleAll();
    expect(talk.replies).toEqual([reply, "OK next"]);
    expect(talk.refused).toHaveLength(1);
    expect(talk.isShutDown).toBe(false);
  });

  test("a task's failure is its reply; only a refusal is told", () => {
    const talk = new Talk().send('a\n{"task":"b"}\n');
    talk.fail(new TaskError("task-failed", "no")).fail(new TaskError("busy", "full"));
    expect(talk.replies).toEqual(["ERR task-failed", "{busy}"]);
    expect(talk.refused).toEqual(["busy"]);
  });
});

describe("order", () => {
  test("plain replies keep the order of their requests", () => {
    const talk = new Talk().send("a\nb\nc\n").settle(2).settle(1);
    expect(talk.replies).toEqual([]);
    expect(talk.settle().replies).toEqual(["OK a", "OK b", "OK c"]);
  });

  test("plain errors keep it too", () => {
    const talk = new Talk().send("a\n\nb\n");
    expect(talk.replies).toEqual([]);
    expect(talk.settleAll().replies).toEqual(["OK a", "ERR bad-request", "OK b"]);
  });

  test("JSON replies come at once, whatever plain ones wait", () => {
    const talk = new Talk().send('a\n{"task":"b"}\nc\n{"task":"d"}\n{\n');
    expect(talk.replies).toEqual(["{bad-request}"]);
    talk.settle(3).settle(1);
    expect(talk.replies).toEqual(["{bad-request}", "{d}", "{b}"]);
    expect(talk.settleAll().replies.slice(3)).toEqual(["OK a", "OK c"]);
  });
});

describe("a question for a record", () => {
  test("is handed out, and answered whatever tasks wait before it", () => {
    const talk = new Talk().send('a\n{"task":"b"}\n{"get":"7f"}\n');
    expect(talk.tasks).toEqual(["a", "b"]);
    expect(talk.lookups.map(({ id }) => id)).toEqual(["7f"]);
    talk.find(recordOf("tarea"));
    expect(JSON.parse(talk.text)).toEqual({
      id: "7f",
      status: "record",
      record: recordOf("tarea"),
    });
    expect(talk.settleAll().replies).toEqual(["{record}", "OK a", "{b}"]);
  });

  test("that finds none is unknown-id, and one that fails has the failure's code", () => {
    const talk = new Talk().send('{"get":"7f"}\n{"get":"80"}\n');
    talk.find(undefined).find(new TaskError("unavailable", "no store"));
    expect(talk.replies).toEqual(["{unknown-id}", "{unavailable}"]);
    expect(talk.text).toContain('"id":"7f"');
    expect(talk.text).toContain('"id":"80"');
    expect(talk.refused).toEqual(["unknown-id", "unavailable"]);
  });

  test("is in hand: FIN waits for its answer", () => {
    const talk = new Talk().send('{"get":"7f"}\n').end();
    expect(talk.isShutDown).toBe(false);
    expect(talk.find(undefined).isShutDown).toBe(true);
  });

  test("counts as a task does: with too many in hand no line is taken, until half are answered", () => {
    const talk = new Talk().send('{"get":"7f"}\n'.repeat(10_000));
    const { length } = talk.lookups;
    expect(length).toBeLessThan(10_000);
    expect(talk.conversation.wantsInput).toBe(false);
    while (talk.lookups.length > 0 && !talk.conversation.wantsInput) talk.find(undefined).sent();
    while (talk.lookups.length > 0) talk.find(undefined).sent();
    expect(talk.replies).toHaveLength(10_000);
    expect(talk.conversation.wantsInput).toBe(true);
  });
});

describe("a first line without a newline", () => {
  test("is the one task after a pause; its reply is followed by FIN", () => {
    const talk = new Talk().send("tarea").pass(IDLE_NS - 1);
    expect(talk.tasks).toEqual([]);
    talk.pass(1);
    expect(talk.tasks).toEqual(["tarea"]);
    expect(talk.isShutDown).toBe(false);
    talk.settle();
    expect(talk.replies).toEqual(["OK tarea"]);
    expect(talk.isShutDown).toBe(true);
  });

  test("sent a byte at a time, 50 ms apart, is one task", () => {
    const talk = new Talk();
    for (const byte of new TextEncoder().encode("año nuevo"))
      talk.send(Uint8Array.of(byte)).pass(50e6);
    talk.pass(IDLE_NS).settleAll();
    expect(talk.replies).toEqual(["OK año nuevo"]);
  });

  test("gets its answer, then an error, if bytes follow the pause", () => {
    const talk = new Talk().send("tar").pass(IDLE_NS).send("ea\n").send("more\n");
    expect(talk.replies).toEqual([]);
    talk.settle();
    expect(talk.tasks).toEqual(["tar"]);
    expect(talk.replies).toEqual(["OK tar", "ERR bad-request"]);
    expect(talk.isShutDown).toBe(true);
  });

  test("that is no task gets its error, then FIN", () => {
    for (const [bytes, code] of [
      [" ", "bad-request"],
      [Uint8Array.of(0x61, 0xff), "bad-utf8"],
    ] as const) {
      const talk = new Talk().send(bytes).pass(IDLE_NS);
      expect([talk.replies, talk.isShutDown]).toEqual([[`ERR ${code}`], true]);
    }
  });

  const waiting: [string, string | Uint8Array, string][] = [
    ["that begins with {", '{"task":', "{timeout}"],
    ["that ends inside a character", Uint8Array.of(0x61, 0xc3), "ERR timeout"],
  ];
  test.each(waiting)("%s waits for its rest up to the line's time-out", (_, bytes, reply) => {
    const talk = new Talk().send(bytes).pass(LINE_NS - 1);
    expect(talk.replies).toEqual([]);
    talk.pass(1);
    expect([talk.replies, talk.isShutDown]).toEqual([[reply], true]);
    expect(talk.refused).toEqual(["timeout"]);
  });

  test("that trickles for longer than the line's time-out is late", () => {
    const talk = new Talk(1000);
    for (let i = 0; i < 300; i++) talk.send("x").pass(100e6);
    expect([talk.replies, talk.isShutDown]).toEqual([["ERR timeout"], true]);
  });
});

describe("a half line of a later task", () => {
  test("waits for its rest, and its time starts with its first byte", () => {
    const talk = new Talk()
      .send("a\nb")
      .pass(LINE_NS - 1)
      .send("c")
      .send("d\ne");
    expect(talk.tasks).toEqual(["a", "bcd"]);
    talk.pass(LINE_NS - 1);
    expect(talk.running).toHaveLength(2);
    talk.settleAll();
    expect(talk.isShutDown).toBe(false);
    talk.pass(1);
    expect([talk.replies, talk.isShutDown]).toEqual([["OK a", "OK bcd", "ERR timeout"], true]);
  });

  test("an idle connection waits for nothing", () => {
    const talk = new Talk().send("a\n");
    expect(talk.conversation.deadlineNs).toBeUndefined();
    talk.settleAll();
    expect(talk.conversation.deadlineNs).toBeUndefined();
  });
});

describe("half-close", () => {
  test("ends the last line at once", () => {
    const talk = new Talk().send("tarea").end();
    expect(talk.tasks).toEqual(["tarea"]);
    expect(talk.isShutDown).toBe(false);
    expect(talk.settle().isShutDown).toBe(true);
    expect(talk.replies).toEqual(["OK tarea"]);
  });

  const rests: [string, string, string[]][] = [
    ["a rest of broken JSON is refused, never run", '{"task":"a"', ["{bad-request}"]],
    ["a rest of whole JSON is run", '{"task":"a"}', ["{a}"]],
    ["a rest's CR is dropped", "a\nb\r", ["OK a", "OK b"]],
    ["without a rest nothing is added", "a\n", ["OK a"]],
    ["without anything nothing is said", "", []],
  ];
  test.each(rests)("%s", (_, text, replies) => {
    const talk = new Talk().send(text).end().settleAll();
    expect([talk.replies, talk.isShutDown]).toEqual([replies, true]);
  });
});

describe("a line too long", () => {
  test("is answered after the tasks in hand, and what follows it is dropped", () => {
    const talk = new Talk(8).send(`a\n${"x".repeat(9)}\nb\n`).send("c\n");
    expect(talk.replies).toEqual([]);
    expect(talk.refused).toEqual(["line-too-long"]);
    talk.settle();
    expect(talk.tasks).toEqual(["a"]);
    expect([talk.replies, talk.isShutDown]).toEqual([["OK a", "ERR line-too-long"], true]);
  });

  test("that begins with { is answered in JSON with id null", () => {
    const talk = new Talk(8).send(`{"id":"7f","task"`);
    expect(talk.text).toStartWith('{"id":null,"status":"error","code":"line-too-long"');
    expect(talk.isShutDown).toBe(true);
  });
});

describe("stop", () => {
  test("hangs up at once where nothing is in hand, and forgets half a line", () => {
    expect(new Talk().stop().isShutDown).toBe(true);
    const talk = new Talk().send("a\nhalf").stop().send(" line\n");
    expect(talk.isShutDown).toBe(false);
    talk.settle();
    expect([talk.replies, talk.isShutDown]).toEqual([["OK a"], true]);
  });

  test("still runs the whole lines that had come while the connection was full", () => {
    const talk = new Talk(MAX_HELD_BYTES + 10)
      .send(`${"x".repeat(MAX_HELD_BYTES)}\nb\nhalf`)
      .stop();
    expect(talk.tasks).toHaveLength(1);
    talk.settle().sent().settleAll();
    expect(talk.tasks.slice(1)).toEqual(["b"]);
    expect(talk.isShutDown).toBe(true);
  });
});

describe("a peer that is faster than its replies", () => {
  test("is held off before the next line, and taken on again below half of the limit", () => {
    const talk = new Talk().send("x\n".repeat(10_000));
    const taken = talk.tasks.length;
    expect(taken).toBeLessThan(MAX_HELD_BYTES / 256 + 2);
    expect(talk.conversation.wantsInput).toBe(false);
    while (!talk.conversation.wantsInput) talk.settle().sent();
    expect(talk.tasks.length).toBeGreaterThan(taken);
    while (talk.running.length > 0) talk.settle().sent();
    expect(talk.tasks).toHaveLength(10_000);
    expect(talk.replies).toHaveLength(10_000);
  });

  test("is held off by replies that it does not read", () => {
    const talk = new Talk();
    while (talk.conversation.wantsInput) talk.send("x\n").settleAll();
    expect(talk.text.length).toBeLessThan(MAX_HELD_BYTES + 100);
    const taken = talk.tasks.length;
    talk.send("x\n");
    expect(talk.tasks).toHaveLength(taken);
    expect(talk.sent().conversation.wantsInput).toBe(true);
    expect(talk.tasks).toHaveLength(taken + 1);
  });

  test("is held off by errors that wait behind a slow task", () => {
    const talk = new Talk().send("slow\n").send("\n".repeat(50_000));
    expect(talk.conversation.wantsInput).toBe(false);
    expect(talk.refused.length).toBeLessThan(40_000);
    talk.settle();
    while (!talk.conversation.wantsInput) talk.sent();
    expect(talk.replies).toHaveLength(50_001);
  });

  test("half a line has all its time again after it was held off", () => {
    const talk = new Talk().send("a\nhalf").pass(LINE_NS - 1);
    talk.take(talk.conversation.setUnsentBytes(MAX_HELD_BYTES + 1));
    expect(talk.conversation.deadlineNs).toBeUndefined();
    talk
      .pass(LINE_NS)
      .sent()
      .pass(LINE_NS - 1)
      .send(" line\n");
    expect(talk.tasks).toEqual(["a", "half line"]);
  });
});

describe("properties", () => {
  const piece = fc.constantFrom(
    "a",
    "ñ",
    "😀",
    "\n",
    "\r\n",
    "{",
    '{"task":"j"}\n',
    "\xff",
    " ",
    "x".repeat(9),
  );
  const stream = fc.array(piece, { maxLength: 30, size: "max" }).map(encodePieces);
  const cuts = fc.array(fc.nat(200), { maxLength: 20 });

  /** Everything sent, the peer's FIN, everything answered in a drawn order. */
  function play(packets: readonly Uint8Array[], order: readonly number[]): Talk {
    const talk = new Talk(12);
    for (const packet of packets) talk.send(packet);
    talk.end();
    for (let i = 0; talk.running.length > 0; i++) {
      talk.settle((order[i % order.length] ?? 0) % talk.running.length);
    }
    return talk;
  }

  test("any packets give the same tasks and the same replies", () => {
    fc.assert(
      fc.property(stream, cuts, (bytes, places) => {
        const whole = play([bytes], [0]);
        const cut = play(packetsOf(bytes, places), [0]);
        expect(cut.tasks).toEqual(whole.tasks);
        expect(cut.refused).toEqual(whole.refused);
        // A JSON error comes at once, so only its place among the replies may differ.
        expect(cut.replies.toSorted()).toEqual(whole.replies.toSorted());
        expect(cut.isShutDown && whole.isShutDown).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("every request gets one reply, and plain ones in order, however tasks end", () => {
    fc.assert(
      fc.property(stream, cuts, fc.array(fc.nat(30), { minLength: 1 }), (bytes, places, order) => {
        const talk = play(packetsOf(bytes, places), order);
        expect(talk.replies).toHaveLength(talk.tasks.length + talk.refused.length);
        const plain = (reply: string): boolean => !reply.startsWith("{");
        expect(talk.replies.filter(plain)).toEqual(play([bytes], [0]).replies.filter(plain));
      }),
      { numRuns: 500 },
    );
  });
});

/** As UTF-8, but ÿ as the one byte 0xff, which is none. */
function encodePieces(pieces: readonly string[]): Uint8Array {
  const parts = pieces.map((piece) =>
    piece === "\xff" ? Uint8Array.of(0xff) : new TextEncoder().encode(piece),
  );
  return Buffer.concat(parts);
}

function packetsOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [
    0,
    ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}
