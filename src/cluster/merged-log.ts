// One log of many members: each line starts with the member's name. Pure, except for the clock of its JSON form.
import { stringifySafely } from "../protocol/control-characters.ts";
import { parseObject } from "../units/json-object.ts";

export interface MergedLogOptions {
  /** With "off", lines of members are dropped. */
  readonly kind: "tasks" | "json" | "off";
  readonly isColored: boolean;
  /** Takes a line without its newline. */
  readonly write: (line: string) => void;
}

export interface MergedLog {
  /** Writes a line; `from` is the member, or null for the cluster. */
  readonly say: (from: string | null, line: string) => void;
  /** An event for programs: a line in the JSON form, nothing in the text form. */
  readonly event: (event: string, fields: object) => void;
  /** Lines for people: nothing in the JSON form. */
  readonly text: (text: string) => void;
}

/** "worker-10" and "rabbitmq" fit. */
const NAME_WIDTH = 9;

/** ANSI colours that can be read on black and on white. */
const COLORS = [36, 33, 35, 32, 34, 31] as const;

export function createMergedLog({ kind, isColored, write }: MergedLogOptions): MergedLog {
  if (kind === "json") {
    const event = (name: string, fields: object): void =>
      write(stringifySafely({ event: name, atMs: Date.now(), ...fields }));
    return {
      say: (from, line) => {
        const fields = parseObject(line);
        if (from === null) event("cluster", { message: line });
        // A member's events stay unchanged, with its name.
        else if (fields !== undefined) write(stringifySafely({ from, ...fields }));
        else event("output", { from, line });
      },
      event,
      text: () => undefined,
    };
  }
  const colorOf = new Map<string, number>();
  const prefix = (from: string): string => {
    const padded = `${from.padEnd(NAME_WIDTH)} │`;
    if (!isColored) return padded;
    const color = colorOf.get(from) ?? COLORS[colorOf.size % COLORS.length] ?? 0;
    colorOf.set(from, color);
    return `\u001B[${color}m${padded}\u001B[0m`;
  };
  return {
    say(from, line) {
      if (from === null || kind !== "off") write(`${prefix(from ?? "cluster")} ${line}`);
    },
    event: () => undefined,
    text: write,
  };
}
