// Text from outside made safe to show: one line, nothing that moves a terminal's cursor.

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** C0, DEL and C1: the last are taken as escape sequences by some terminals. */
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
