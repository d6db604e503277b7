// A generator process as its parent sees it, whatever it is asked to do.
import { fileURLToPath } from "node:url";
import type { LostGenerator } from "../../run/load/run.ts";
import type { ToGenerator } from "./generator-messages.ts";

const GENERATOR = fileURLToPath(new URL("generator-main.ts", import.meta.url));

/** After it was told to stop, a generator has so long to give its result. */
const STOP_TIMEOUT_MS = 10_000;

/** Generators ended before the load began, or all of them in the middle of it. */
export class GeneratorsLost extends Error {
  override readonly name = "GeneratorsLost";
  readonly lost: readonly LostGenerator[];

  constructor(lost: readonly LostGenerator[]) {
    super(lost.map(({ generator, ended }) => `generator ${generator} ended (${ended})`).join(", "));
    this.lost = lost;
  }
}

/** Hears `Message`s. Owned until `close`. */
export class GeneratorChild<Message> {
  readonly #child: Bun.Subprocess<"ignore", "inherit", "inherit">;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** `onExit` is told how it ended ("code 1", "SIGKILL"), unless it was closed. */
  constructor(hear: (message: Message) => void, onExit: (ended: string) => void) {
    this.#child = Bun.spawn([process.execPath, GENERATOR], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      // It ends with us, even if we are killed.
      env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
      serialization: "json",
      ipc: hear,
      onExit: (_, exitCode, signalCode) => {
        if (this.#isClosed) return;
        onExit(signalCode === null ? `code ${exitCode}` : String(signalCode));
      },
    });
  }

  tell(message: ToGenerator): void {
    // One that has ended takes no message: its end is told by itself.
    if (!this.#isOver) this.#child.send(message);
  }

  /** Asks for the result as it is; one that does not answer is ended, and so lost. */
  stop(): void {
    if (this.#isOver || this.#stopTimer !== undefined) return;
    this.tell({ type: "stop" });
    this.#stopTimer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#stopTimer);
    this.#child.kill("SIGKILL");
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
