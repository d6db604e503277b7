// Pools that are closed after each test, and user modules in a folder whose name has spaces and ñ.
import { afterAll, afterEach } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { messagesFor } from "../../src/messages/catalogue.ts";
import type { TaskError } from "../../src/protocol/task.ts";
import { createTaskPool, type TaskPool, type TaskPoolOptions } from "../../src/pool/task-pool.ts";

export const messages = messagesFor("en");

/** A signal that nobody aborts. */
export const never = new AbortController().signal;

/** A task's text is its instruction: "hold FILE" runs until FILE exists, "block FILE" creates FILE and can't be interrupted. */
const VERBS = `
import { existsSync, writeFileSync } from "node:fs";

export default async function run(task, context) {
  const verb = task.split(" ", 1)[0];
  const rest = task.slice(verb.length + 1);
  switch (verb) {
    case "hold":
      while (!existsSync(rest)) await Bun.sleep(1);
      return task;
    case "value": return JSON.parse(rest);
    case "text": return "x".repeat(Number(rest));
    case "echo": return task;
    case "busy": for (;;);
    case "nothing": return undefined;
    case "context": return context;
    case "clocks":
      return { threadNs: Bun.nanoseconds(), atMs: performance.timeOrigin + performance.now() };
    case "function": return { f: () => 1 };
    case "symbol": return Symbol("s");
    case "bigint": return { n: 1n };
    case "circle": { const circle = {}; circle.self = circle; return circle; }
    case "throw": throw new Error(rest);
    case "throw-string": throw rest;
    case "throw-undefined": throw undefined;
    case "throw-cause": throw new Error("outer", { cause: new TypeError("inner") });
    case "exit": process.exit(Number(rest));
    case "throw-later": setTimeout(() => { throw new Error("too late"); }, 1); await Bun.sleep(60_000);
    case "reject-unheard": void Promise.reject(new Error("unheard")); await Bun.sleep(60_000);
    case "block":
      writeFileSync(rest, "");
      Bun.sleepSync(40_000);
  }
}
`;

export interface TestPools {
  open(options?: Partial<TaskPoolOptions>): Promise<TaskPool>;
  /** Path of a module with this text; the file's name is `name`. */
  writeModule(name: string, text: string): string;
  /** A new gate: the task `hold` runs until it is opened; the task `block` opens it, then blocks its thread. */
  createGate(): {
    readonly hold: string;
    readonly block: string;
    open(): void;
    opened(): Promise<void>;
  };
}

/** Call it at the top of a test file: its pools close after each test, its folder goes after the last. */
export function useTestPools(): TestPools {
  const folder = mkdtempSync(path.join(tmpdir(), "escalera tareas ñ "));
  const pools: TaskPool[] = [];
  let gates = 0;
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const writeModule = (name: string, text: string): string => {
    const file = path.join(folder, name);
    if (!existsSync(file)) writeFileSync(file, text);
    return file;
  };
  return {
    writeModule,
    async open(options) {
      const pool = await createTaskPool({
        threads: 2,
        maxQueue: 1000,
        work: { kind: "task", modulePath: writeModule("verbos ñ #1.ts", VERBS) },
        messages,
        ...options,
      });
      pools.push(pool);
      return pool;
    },
    createGate() {
      const file = path.join(folder, `gate ${gates++}`);
      return {
        hold: `hold ${file}`,
        block: `block ${file}`,
        open: () => writeFileSync(file, ""),
        async opened() {
          while (!existsSync(file)) await Bun.sleep(1);
        },
      };
    },
  };
}

/** Counts the tasks that have started: give `onTaskStart` to the pool, then await `reached(n)`. */
export function countStarts() {
  let starts = 0;
  let check = (): void => {};
  return {
    onTaskStart: (): void => {
      starts++;
      check();
    },
    reached(count: number): Promise<void> {
      return new Promise((resolve) => {
        check = () => {
          if (starts >= count) resolve();
        };
        check();
      });
    },
  };
}

export const ascending = (a: number, b: number): number => a - b;

/** "code: message" of a task's failure; "no failure" if it went well. */
export async function failureOf(reply: Promise<unknown>): Promise<string> {
  return await reply.then(
    () => "no failure",
    ({ code, message }: TaskError) => `${code}: ${message}`,
  );
}
