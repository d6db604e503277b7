// A command in a real pseudo-terminal, and what it draws there frame by frame.
import { PROJECT, NO_ORPHANS } from "./commands.ts";

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface EndedInTerminal {
  readonly exitCode: number;
  /** All that was written, escapes included. */
  readonly output: string;
  /** What stands on the screen when the picture is gone, line by line, without escapes. */
  readonly lastLines: readonly string[];
  /** False where the command left the cursor hidden or the terminal on its other screen. */
  readonly isRestored: boolean;
}

/** Below the test file's own limit (60 s), so that a test that fails shows what was written instead. */
const DEADLINE_MS = 50_000;

const LEAVE = "\u001B[?1049l";
const BEGIN_FRAME = "\u001B[?2026h";
const END_FRAME = "\u001B[?2026l";

/** Starts `bun <args>` in the project, on a terminal that can draw pictures unless `env` says otherwise. */
export function startInTerminal(args: readonly string[], options: Options = {}) {
  const { columns = 80, rows = 24, env = {} } = options;
  const { NO_COLOR: _, ...inherited } = process.env;
  const decoder = new TextDecoder();
  let output = "";
  const watchers = new Set<() => void>();
  /** All that was written has come: later than the command's end. */
  const drained = Promise.withResolvers<void>();
  let isDrained = false;
  const child = Bun.spawn([process.execPath, ...args], {
    cwd: PROJECT,
    env: { ...inherited, LANG: "C", LC_ALL: "C", TERM: "xterm-256color", ...NO_ORPHANS, ...env },
    terminal: {
      cols: columns,
      rows,
      data(_terminal, bytes) {
        output += decoder.decode(bytes, { stream: true });
        for (const look of watchers) look();
      },
      exit() {
        isDrained = true;
        drained.resolve();
        for (const look of watchers) look();
      },
    },
  });
  const terminal = child.terminal;
  if (terminal === undefined) throw new Error("there is no terminal");
  const frames = (): string[][] =>
    output
      .split(BEGIN_FRAME)
      .slice(1)
      .filter((part) => part.includes(END_FRAME))
      .map((part) => Bun.stripANSI(part.split(END_FRAME)[0] ?? "").split(/\r*\n/));
  return {
    child,
    type: (text: string) => void terminal.write(text),
    resize: (newColumns: number, newRows: number) => terminal.resize(newColumns, newRows),
    frames,
    get output() {
      return output;
    },
    /** Resolves as soon as `isThere` holds. @throws {Error} if the command ends before, or does not come to it. */
    async until(isThere: () => boolean, what: string): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const fail = (): void => reject(new Error(`no ${what} in:\n${output}`));
      const look = (): void => {
        if (isThere()) resolve();
        else if (isDrained) fail();
      };
      const timer = setTimeout(fail, DEADLINE_MS);
      watchers.add(look);
      look();
      try {
        await promise;
      } finally {
        watchers.delete(look);
        clearTimeout(timer);
      }
    },
    async ended(): Promise<EndedInTerminal> {
      const exitCode = await child.exited;
      await drained.promise;
      terminal.close();
      const last = output.slice(output.lastIndexOf(LEAVE) + LEAVE.length);
      return {
        exitCode,
        output,
        lastLines: Bun.stripANSI(last).split(/\r*\n/),
        isRestored: isLast(output, "[?25h", "[?25l") && isLast(output, "[?1049l", "[?1049h"),
      };
    },
  };
}

/** True too where neither was ever written. */
function isLast(output: string, on: string, off: string): boolean {
  return output.lastIndexOf(on) >= output.lastIndexOf(off);
}

export function widest(lines: readonly string[]): number {
  return lines.reduce((most, line) => Math.max(most, Bun.stringWidth(line)), 0);
}
