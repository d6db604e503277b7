// Whatever was thrown, as one short line for people.

const MAX_LENGTH = 400;
const MAX_CAUSES = 4;

/** One line of at most 400 characters; never throws, whatever `thrown` is (even an Error with hostile getters). */
export function describeThrown(thrown: unknown): string {
  let text: string;
  try {
    text = describe(thrown, MAX_CAUSES);
  } catch {
    text = "a value that can't be shown was thrown";
  }
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}

function describe(thrown: unknown, causesLeft: number): string {
  if (typeof thrown === "string" && thrown.trim() !== "") return thrown;
  if (!(thrown instanceof Error)) return `${Bun.inspect(thrown, { depth: 2 })} was thrown`;
  // A module with several syntax errors comes as an AggregateError whose own message is just their count.
  if (thrown instanceof AggregateError && thrown.errors.length > 0 && causesLeft > 0) {
    return describe(thrown.errors[0], causesLeft - 1);
  }
  // Nothing keeps a user's Error from holding something else than strings.
  const { message, name, cause }: Record<"message" | "name", unknown> & ErrorOptions = thrown;
  const own = String(message) || String(name);
  if (cause === undefined || causesLeft === 0) return own;
  return `${own} (cause: ${describe(cause, causesLeft - 1)})`;
}
