// One log of many members: each line begins with who said it. Pure, but for the clock of its JSON form.
export interface MergedLogOptions {
  readonly kind: "text" | "json";
  readonly isColored: boolean;
  /** Takes a line without its newline. */
  readonly write: (line: string) => void;
}

export interface MergedLog {
  /** One line, of this member; null for one of the cluster as a whole. */
  readonly say: (from: string | null, line: string) => void;
  /** An event for programs: a line of its own in the JSON form, nothing in the other. */
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
      write(JSON.stringify({ event: name, atMs: Date.now(), ...fields }));
    return {
      say: (from, line) => {
        const fields = parseObject(line);
        if (from === null) event("cluster", { message: line });
        // A member's own events stay what they are, with who said them.
        else if (fields !== undefined) write(JSON.stringify({ from, ...fields }));
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
    say: (from, line) => write(`${prefix(from ?? "cluster")} ${line}`),
    event: () => undefined,
    text: write,
  };
}

function parseObject(line: string): object | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // It only looked like one.
  }
}
