// An `execute` whose tasks end when the test says so, and a server that runs it.
import { messagesFor } from "../../src/messages/catalogue.ts";
import type { Lookup } from "../../src/protocol/record.ts";
import type { Execute, TaskError, TaskReply, TaskRequest } from "../../src/protocol/task.ts";
import { TaskServer, type TaskServerOptions } from "../../src/server/task-server.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";

export interface HeldTask {
  readonly request: TaskRequest;
  readonly signal: AbortSignal;
  done(result?: unknown): void;
  fail(error: unknown): void;
}

export class ScriptedExecute {
  /** Texts of all tasks that came, in order. */
  readonly tasks: string[] = [];
  /** Those that wait for the test. */
  readonly held: HeldTask[] = [];
  #changed = Promise.withResolvers<void>();
  readonly #isHeld: (task: string) => boolean;

  /** Tasks are answered at once, but for those that `isHeld` picks. */
  constructor(isHeld: (task: string) => boolean) {
    this.#isHeld = isHeld;
  }

  readonly execute: Execute = (request, signal) => {
    const seq = this.tasks.push(request.task) - 1;
    const reply = Promise.withResolvers<TaskReply>();
    const done = (result: unknown = request.task): void => reply.resolve(replyOf(seq, result));
    if (this.#isHeld(request.task)) {
      this.held.push({ request, signal, done, fail: (error) => reply.reject(error) });
    } else done();
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    return reply.promise;
  };

  /** Waits until so many tasks have come in all. */
  async came(count: number): Promise<void> {
    while (this.tasks.length < count) await this.#changed.promise;
  }
}

export interface ScriptedServer extends AsyncDisposable {
  readonly server: TaskServer;
  readonly script: ScriptedExecute;
  /** Codes that `onRefused` was told. */
  readonly refused: string[];
  /** The same, with all that it was told. */
  readonly refusals: Refusal[];
}

export interface Refusal {
  readonly request: TaskRequest | null;
  readonly code: string;
  readonly message: string;
  readonly client: string | null;
}

/** A server on a free port, with waits that suit a test; closed when it leaves the test's scope. */
export function serveScripted(
  isHeld: (task: string) => boolean = () => false,
  options: Partial<TaskServerOptions> = {},
  lookup?: Lookup,
): ScriptedServer {
  const script = new ScriptedExecute(isHeld);
  const refused: string[] = [];
  const refusals: Refusal[] = [];
  const server = new TaskServer(
    {
      hostname: "127.0.0.1",
      port: 0,
      maxLineBytes: 64 * 1024,
      maxConnections: 1000,
      noNewlineIdleNs: 30 * NS_PER_MS,
      lineTimeoutNs: 200 * NS_PER_MS,
      writeTimeoutNs: 60 * NS_PER_SECOND,
      messages: messagesFor("en"),
      onRefused(request: TaskRequest | null, { code, message }: TaskError, client: string | null) {
        refused.push(code);
        refusals.push({ request, code, message, client });
      },
      ...options,
    },
    script.execute,
    lookup,
  );
  return {
    server,
    script,
    refused,
    refusals,
    async [Symbol.asyncDispose]() {
      for (const task of script.held) task.done();
      await server.close(NS_PER_SECOND);
    },
  };
}

function replyOf(acceptedSeq: number, result: unknown): TaskReply {
  return { thread: 1, acceptedSeq, waitNs: 0, serviceNs: 0, sojournNs: 0, startedAtMs: 0, result };
}
