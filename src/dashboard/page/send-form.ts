// The form that sends one task or a burst, and shows the outcome.
import type { Sent } from "../frames.ts";
import { byId, setText } from "./dom.ts";
import type { LiveConnection } from "./live-connection.ts";
import type { Words } from "./words.ts";

export class SendForm {
  readonly #connection: LiveConnection;
  readonly #words: () => Words;
  #ref = 0;

  constructor(connection: LiveConnection, words: () => Words) {
    this.#connection = connection;
    this.#words = words;
    byId("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(1);
    });
    byId("burst").addEventListener("click", () => {
      const count = byId("count", HTMLInputElement);
      if (byId("task", HTMLInputElement).reportValidity() && count.reportValidity()) {
        this.#send(count.valueAsNumber);
      }
    });
  }

  sent({ ref, done, failed, only, problem }: Sent): void {
    // Only the last request's outcome is shown here.
    if (ref !== this.#ref) return;
    const { texts, numbers } = this.#words();
    if (problem !== null) setText(byId("sent"), texts.someFailed(done, failed, texts.of(problem)));
    else if (only === null) setText(byId("sent"), texts.allAnswered(done));
    else {
      const { thread, worker, waitNs, serviceNs } = only;
      const who = worker === null ? texts.thread(thread) : texts.threadOf(worker, thread);
      const [waited, worked] = [numbers.duration(waitNs), numbers.duration(serviceNs)];
      setText(byId("sent"), texts.answered(who, waited, worked));
    }
  }

  #send(count: number): void {
    const { texts } = this.#words();
    const task = byId("task", HTMLInputElement).value;
    const isSent = this.#connection.send({ type: "send", ref: ++this.#ref, task, count });
    setText(byId("sent"), isSent ? texts.sending(count) : texts.away);
  }
}
