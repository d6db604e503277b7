// Makes untrusted text safe to show: one line, no control sequences for the terminal.

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** C0, DEL and C1: some terminals interpret C1 as escape sequences. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/g;

/** Control characters as \n, \r, \t or \x1b; all else stays, backslashes too: for eyes, not to be read back. */
export function escapeControls(text: string): string {
  return text.replace(
    CONTROLS,
    (character) =>
      NAMED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
