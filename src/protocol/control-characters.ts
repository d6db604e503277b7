// Makes untrusted text safe to show: one line, without control sequences for the terminal and in its written order.

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * C0, DEL and C1 (some terminals interpret C1 as escape sequences), line and paragraph separators, and the bidirectional
 * controls of Unicode, which reorder the rest of the line.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters as \n, \r, \t, \x1b or \u202e; all else stays, backslashes too: for eyes, not to be read back. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const hex = hexOf(character);
    return NAMED[character] ?? (hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : asUnicode(hex));
  });
}

/** JSON text for a log: as safe to show as `escapeControls` makes text, and any parser reads it back. */
export function stringifySafely(value: object): string {
  return JSON.stringify(value).replace(CONTROLS, (character) => asUnicode(hexOf(character)));
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16);
}

function asUnicode(hex: string): string {
  return `\\u${hex.padStart(4, "0")}`;
}
