// Sends the tasks that a page asks for over TCP, as any client does, with a limit on the tasks that have no reply yet.
import { pageTextsFor } from "../messages/page.ts";
import { sayIn, type Text } from "../units/text.ts";
import { MAX_BURST, type SendRequest, type Sent } from "./frames.ts";

export type SendOutcome =
  | {
      readonly isDone: true;
      readonly thread: number;
      readonly worker: string | null;
      readonly waitNs: number;
      readonly serviceNs: number;
    }
  | { readonly isDone: false; readonly problem: Text };

const say = sayIn({ en: pageTextsFor("en"), es: pageTextsFor("es") });

/** Sends one task and waits for its reply. Never rejects. */
export type SendTask = (task: string) => Promise<SendOutcome>;

/** Tasks of all pages together that have no reply yet. */
const MAX_OUT = 2 * MAX_BURST;

export class Sender {
  readonly #send: SendTask;
  #out = 0;

  constructor(send: SendTask) {
    this.#send = send;
  }

  /** Sends all tasks at once; resolves when all have a reply. The tasks of a burst are numbered. */
  async send({ ref, task, count }: SendRequest): Promise<Sent> {
    if (this.#out + count > MAX_OUT) {
      const problem = say((texts) => texts.tooManySent(this.#out, MAX_OUT));
      const refused = Array.from({ length: count }, () => ({ isDone: false as const, problem }));
      return sentOf(ref, refused);
    }
    this.#out += count;
    try {
      const tasks =
        count === 1 ? [task] : Array.from({ length: count }, (_, i) => `${task} ${i + 1}`);
      return sentOf(ref, await Promise.all(tasks.map(this.#send)));
    } finally {
      this.#out -= count;
    }
  }
}

const NOT_ONE = { thread: null, worker: null, waitNs: null, serviceNs: null };

function sentOf(ref: number, outcomes: readonly SendOutcome[]): Sent {
  const [first] = outcomes;
  const only = outcomes.length === 1 && first?.isDone === true ? first : NOT_ONE;
  const { thread, worker, waitNs, serviceNs } = only;
  const problems = outcomes.flatMap((outcome) => (outcome.isDone ? [] : [outcome.problem]));
  const counts = { done: outcomes.length - problems.length, failed: problems.length };
  const problem = problems[0] ?? null;
  return { type: "sent", ref, ...counts, thread, worker, waitNs, serviceNs, problem };
}
