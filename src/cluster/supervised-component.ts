// An engine or a balancer as a member of a cluster: created at its first start; later starts reuse its folder and ports.
import type { Component } from "./components/component.ts";
import type { ClusterMessages } from "../messages/catalogue.ts";
import type { Running } from "./supervisor.ts";

export class SupervisedComponent<C extends Component> {
  /** Undefined before the first start. */
  component: C | undefined;
  readonly #create: (onLine: (line: string) => void) => C;
  readonly #onLine: (line: string) => void;
  readonly #messages: ClusterMessages;
  #isUp = false;

  /**
   * `onLine` receives the output while the component is up. Output during start and stop is only in its log file and in
   * the error of a failed start.
   */
  constructor(
    create: (onLine: (line: string) => void) => C,
    onLine: (line: string) => void,
    messages: ClusterMessages,
  ) {
    this.#create = create;
    this.#onLine = onLine;
    this.#messages = messages;
  }

  /** @throws {ClusterError} if it does not start, and the reason of `signal`. */
  async start(signal: AbortSignal): Promise<Running> {
    this.component ??= this.#create((line) => {
      if (this.#isUp) this.#onLine(line);
    });
    const component = await this.component.start(signal);
    this.#isUp = true;
    const ended = Promise.withResolvers<string>();
    const unsubscribe = component.onExit(({ process: name, how }) => {
      const reason = this.#messages.of(how);
      ended.resolve(name === component.name ? reason : `${name}: ${reason}`);
    });
    return {
      processes: component.processes(),
      ended: ended.promise,
      stop: async () => {
        this.#isUp = false;
        unsubscribe();
        await component.stop();
        ended.resolve("");
      },
      kill: () => component.kill(),
    };
  }
}
