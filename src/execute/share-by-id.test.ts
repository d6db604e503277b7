import { describe, expect, test } from "bun:test";
import { messagesFor } from "../messages/catalogue.ts";
import { TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import { shareById } from "./share-by-id.ts";

const messages = messagesFor("en");

interface Run {
  readonly request: TaskRequest;
  readonly signal: AbortSignal;
  answer(result: unknown): void;
  fail(error: TaskError): void;
}

/** A pool whose tasks end when the test says so. */
function scriptedPool() {
  const runs: Run[] = [];
  const run = (request: TaskRequest, signal: AbortSignal): Promise<TaskReply> => {
    const { promise, resolve, reject } = Promise.withResolvers<TaskReply>();
    const reply = { thread: 1, acceptedSeq: runs.length, waitNs: 0, serviceNs: 1, sojournNs: 1 };
    const answer = (result: unknown): void => resolve({ ...reply, startedAtMs: 0, result });
    runs.push({ request, signal, answer, fail: reject });
    return promise;
  };
  return { runs, execute: shareById(run, messages) };
}

const never = new AbortController().signal;
const ask = (task: string, id: string | null) => ({ id, task });

function nth(runs: Run[], i: number): Run {
  const run = runs[i];
  if (run === undefined) throw new Error(`the pool was asked ${runs.length} times`);
  return run;
}

describe("a task with an id", () => {
  test("asked again with the same text gets the one result and takes no thread", async () => {
    const { runs, execute } = scriptedPool();
    const replies = [1, 2, 3].map(() => execute(ask("facturas", "7"), never));
    expect(runs.length).toBe(1);
    nth(runs, 0).answer("done");
    const [first, ...others] = await Promise.all(replies);
    expect(first?.result).toBe("done");
    for (const other of others) expect(other).toEqual(first as TaskReply);
  });

  test("asked with another text is a conflict, and the first goes on", async () => {
    const { runs, execute } = scriptedPool();
    const first = execute(ask("facturas", "7"), never);
    const conflict = await execute(ask("informe", "7"), never).catch((error: unknown) => error);
    expect(conflict).toBeInstanceOf(TaskError);
    expect((conflict as TaskError).code).toBe("conflict");
    expect((conflict as TaskError).message).toBe(
      'a task with the id "7" and another text is in progress',
    );
    nth(runs, 0).answer(1);
    expect((await first).result).toBe(1);
    expect(runs.length).toBe(1);
  });

  test("is forgotten once answered, well or badly", async () => {
    const { runs, execute } = scriptedPool();
    const first = execute(ask("facturas", "7"), never);
    nth(runs, 0).answer(1);
    await first;
    const second = execute(ask("informe", "7"), never);
    nth(runs, 1).fail(new TaskError("task-failed", "no"));
    expect(await second.catch((error: TaskError) => error.code)).toBe("task-failed");
    const third = execute(ask("informe", "7"), never);
    nth(runs, 2).answer(3);
    expect((await third).result).toBe(3);
  });

  test("fails for all who asked, with the one error", async () => {
    const { runs, execute } = scriptedPool();
    const replies = [1, 2].map(() => execute(ask("facturas", "7"), never));
    const error = new TaskError("task-failed", "no");
    nth(runs, 0).fail(error);
    for (const reply of replies) expect(await reply.catch((thrown: unknown) => thrown)).toBe(error);
  });

  test("is aborted only when all who asked have gone", async () => {
    const { runs, execute } = scriptedPool();
    const first = new AbortController();
    const second = new AbortController();
    const replies = [first, second].map((one) => execute(ask("facturas", "7"), one.signal));
    // One connection may ask twice: its end takes both back.
    replies.push(execute(ask("facturas", "7"), first.signal));
    first.abort();
    expect(nth(runs, 0).signal.aborted).toBe(false);
    second.abort();
    expect(nth(runs, 0).signal.aborted).toBe(true);
    nth(runs, 0).fail(new TaskError("unavailable", "gone"));
    await Promise.allSettled(replies);
  });

  test("that runs for nobody can be asked for again", async () => {
    const { runs, execute } = scriptedPool();
    const first = new AbortController();
    const unheard = execute(ask("facturas", "7"), first.signal);
    first.abort();
    const again = execute(ask("facturas", "7"), never);
    expect(runs.length).toBe(1);
    nth(runs, 0).answer(1);
    expect((await again).result).toBe(1);
    await unheard;
  });

  test("asked for by somebody already gone is not kept for him", async () => {
    const { runs, execute } = scriptedPool();
    const gone = execute(ask("facturas", "7"), AbortSignal.abort());
    const here = execute(ask("facturas", "7"), never);
    expect(runs.length).toBe(2);
    expect(nth(runs, 0).signal.aborted).toBe(true);
    for (const run of runs) run.answer(1);
    await Promise.all([gone, here]);
  });
});

test("tasks without id are never shared, and keep their own signal", async () => {
  const { runs, execute } = scriptedPool();
  const leaving = new AbortController();
  const replies = [leaving.signal, never].map((signal) => execute(ask("facturas", null), signal));
  expect(runs.length).toBe(2);
  expect(nth(runs, 0).signal).toBe(leaving.signal);
  for (const run of runs) run.answer(run.request.task);
  expect((await Promise.all(replies)).map((reply) => reply.acceptedSeq)).toEqual([0, 1]);
});
