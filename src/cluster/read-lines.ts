// What a child prints, line by line.

/** Longest line kept; the rest of a longer one comes as lines of its own, so that a child can't fill our memory. */
const MAX_LINE = 64 * 1024;

/** Calls `onLine` with every line, without its newline, and with a last one that has none; resolves at the end. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > MAX_LINE) {
      onLine(rest);
      rest = "";
    }
  }
  if (rest !== "") onLine(rest);
}
