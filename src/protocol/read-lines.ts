/** A longer line is split, so that a process can't fill the memory of its reader. */
const MAX_LINE = 64 * 1024;

/** Calls `onLine` with each line without its newline, including a last line without one; resolves at the end. */
export async function readLines(
  stream: AsyncIterable<Uint8Array>,
  onLine: (line: string) => void,
  maxLine = MAX_LINE,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > maxLine) {
      onLine(rest);
      rest = "";
    }
  }
  if (rest !== "") onLine(rest);
}
