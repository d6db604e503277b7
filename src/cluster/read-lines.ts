// Reads the output of a child, line by line.

/** Longest line; a longer one is split, so that a child can't fill the memory. */
const MAX_LINE = 64 * 1024;

/** Calls `onLine` with each line without its newline, including a last line without one; resolves at the end. */
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
