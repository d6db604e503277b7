// What a test needs of a markdown file: its headings, its code, its links. For our own files, whose markdown is plain.

export interface CodeBlock {
  /** What stands behind the opening fence; empty where there is none. */
  readonly info: string;
  /** Without the indentation or the fences. */
  readonly lines: readonly string[];
}

export interface Markdown {
  readonly headings: readonly { readonly level: number; readonly text: string }[];
  readonly blocks: readonly CodeBlock[];
  /** `code` within prose, in order. */
  readonly spans: readonly string[];
  /** Targets of links and pictures, in order. */
  readonly links: readonly string[];
}

export function parseMarkdown(text: string): Markdown {
  const { prose, blocks } = splitCode(text.split("\n"));
  const spans: string[] = [];
  // Taken out before links are looked for: what is code is no link.
  const words = prose.join("\n").replaceAll(/`([^`]+)`/g, (_, span: string) => {
    spans.push(span);
    return "";
  });
  return {
    headings: [...words.matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks = "", heading = ""]) => ({
      level: marks.length,
      text: heading,
    })),
    blocks,
    spans,
    links: [...words.matchAll(/\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g)].map(
      ([, target, bare]) => target ?? bare ?? "",
    ),
  };
}

/** Fenced blocks, and those of lines indented by four after an empty line. */
function splitCode(lines: readonly string[]): { prose: string[]; blocks: CodeBlock[] } {
  const prose: string[] = [];
  const blocks: CodeBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const fence = /^```(.*)$/.exec(line);
    const isIndented = line.startsWith("    ") && (lines[i - 1] ?? "") === "";
    if (fence === null && !isIndented) {
      prose.push(line);
      continue;
    }
    const block: string[] = [];
    if (fence !== null) {
      for (i++; i < lines.length && lines[i] !== "```"; i++) block.push(lines[i] ?? "");
    } else {
      for (; (lines[i] ?? "").startsWith("    "); i++) block.push((lines[i] ?? "").slice(4));
      i--;
    }
    blocks.push({ info: fence?.[1] ?? "", lines: block });
  }
  return { prose, blocks };
}
