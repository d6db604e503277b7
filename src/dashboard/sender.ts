// Sends the tasks that a page asks for over TCP, as any client does, with a limit on the tasks that have no reply yet.
import { pageTextsFor } from "../messages/page.ts";
import { sayIn, type Text } from "../units/text.ts";
import { MAX_BURST, type RanTask, type SendRequest, type Sent } from "./frames.ts";

const say = sayIn({ en: pageTextsFor("en"), es: pageTextsFor("es") });

/** The task, or why it failed. */
type SendOutcome = RanTask | { readonly problem: Text };

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
      return { type: "sent", ref, done: 0, failed: count, only: null, problem };
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

function sentOf(ref: number, outcomes: readonly SendOutcome[]): Sent {
  const ran = outcomes.flatMap((outcome) => ("problem" in outcome ? [] : [outcome]));
  const failed = outcomes.length - ran.length;
  const only = (outcomes.length === 1 && ran[0]) || null;
  const first = outcomes.find((outcome) => "problem" in outcome);
  return { type: "sent", ref, done: ran.length, failed, only, problem: first?.problem ?? null };
}
