// In a thread: the user's module, loaded once, and what becomes of a call of its function. Nothing here throws.
import type { TaskRequest } from "../protocol/task.ts";
import type { Text } from "../units/text.ts";
import { describeThrown, sayThrown } from "./reason.ts";
import type { OutcomeText } from "./slot-texts.ts";
import type { TaskFunction, TaskJobFailure } from "./work.ts";

/** The user's function, or why the import failed. */
export type LoadedTask = TaskFunction | Text;

let loading: Promise<LoadedTask> | null = null;

/** If tinypool imported the module, a failure would never settle. */
export function loadTask(moduleUrl: string): Promise<LoadedTask> {
  loading ??= importTask(moduleUrl);
  return loading;
}

async function importTask(moduleUrl: string): Promise<LoadedTask> {
  try {
    const module: { default?: unknown } = await import(moduleUrl);
    if (typeof module.default === "function") return module.default as TaskFunction;
    return sayThrown((texts) => texts.noDefaultFunction);
  } catch (error) {
    return describeThrown(error);
  }
}

/** Calls the function; the thread's event loop runs while its promise is pending. */
export async function callTask(
  run: LoadedTask,
  { id, task }: TaskRequest,
): Promise<{ readonly value: unknown } | { readonly failure: TaskJobFailure }> {
  if (typeof run === "object") return threw(run);
  try {
    return { value: await run(task, { id }) };
  } catch (thrown) {
    return threw(describeThrown(thrown));
  }
}

function threw(reason: Text): { readonly failure: TaskJobFailure } {
  return { failure: { kind: "threw", reason } };
}

/** The outcome as text. A result has to be fit for structured clone and for JSON; `undefined` becomes null. */
export function outcomeText(outcome: Awaited<ReturnType<typeof callTask>>): OutcomeText {
  if ("failure" in outcome) return failureText(outcome.failure);
  const { value } = outcome;
  if (typeof value === "string") return { form: "text", text: value };
  try {
    return { form: "json", text: jsonOf(value) };
  } catch (error) {
    return failureText({ kind: "not-sendable", reason: describeThrown(error) });
  }
}

/** JSON alone would drop functions in silence. @throws {Error} of any class, with the reason. */
function jsonOf(value: unknown): string {
  if (value === undefined) return "null";
  return JSON.stringify(structuredClone(value));
}

function failureText(failure: TaskJobFailure): OutcomeText {
  return { form: "failure", text: JSON.stringify(failure) };
}
