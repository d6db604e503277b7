// Describes any thrown value in one short line.

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
  // Several syntax errors of a module are an AggregateError whose message is only their number.
  if (thrown instanceof AggregateError && thrown.errors.length > 0 && causesLeft > 0) {
    return describe(thrown.errors[0], causesLeft - 1);
  }
  // A user's Error can have properties that are not strings.
  const { message, name, cause }: Record<"message" | "name", unknown> & ErrorOptions = thrown;
  const own = String(message) || String(name);
  if (cause === undefined || causesLeft === 0) return own;
  return `${own} (cause: ${describe(cause, causesLeft - 1)})`;
}
