// Laying out plain text by characters, as an editor and most terminals count them.

/** To a width in characters, as an editor counts them. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? spaces + text : text + spaces;
}

export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** To at most `width` characters; an ellipsis tells that something is missing. */
export function cut(line: string, width: number): string {
  return widthOf(line) <= width
    ? line
    : `${Array.from(line)
        .slice(0, width - 1)
        .join("")}…`;
}

/** Lines that begin with `indent`; a word that is longer than a line is broken. */
export function wrap(text: string, width: number, indent: string): string[] {
  const room = Math.max(10, width - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of plain(text)
    .split(" ")
    .flatMap((own) => pieces(own, room))) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}

function pieces(word: string, size: number): string[] {
  const characters = Array.from(word);
  const count = Math.max(1, Math.ceil(characters.length / size));
  return Array.from({ length: count }, (_, i) =>
    characters.slice(i * size, (i + 1) * size).join(""),
  );
}

/** Untrusted text must not move the cursor or change colours: control characters become spaces. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}
