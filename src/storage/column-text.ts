// Encodes any JavaScript string as text that every database accepts. PostgreSQL refuses U+0000, and a lone surrogate would
// return as another character: an id would not equal itself.
//
//   \ → \\      U+0000 → \0      lone surrogate → \uXXXX      other characters stay

const UNSTORABLE = /[\\\0]|\p{Surrogate}/gu;
const ESCAPE = /\\(?:u([0-9a-f]{4})|(.))/g;

export function toColumnText(text: string): string {
  return text.replace(UNSTORABLE, (character) => {
    if (character === "\\") return "\\\\";
    if (character === "\0") return "\\0";
    return `\\u${character.charCodeAt(0).toString(16)}`;
  });
}

/** Decodes the result of `toColumnText`. */
export function fromColumnText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, surrogate: string | undefined, character: string) => {
    if (surrogate !== undefined) return String.fromCharCode(Number.parseInt(surrogate, 16));
    return character === "0" ? "\0" : character;
  });
}
