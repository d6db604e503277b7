// report.md: the report for GitHub and for editors; pictures and files are beside it.
import type { Texts } from "../../messages/texts.ts";
import type { Block, Column, Inline } from "./blocks.ts";
import { alignCells } from "../text/plain-text.ts";

/** A whole file. Control characters are shown as U+FFFD: a terminal would obey them. */
export function formatMarkdown(blocks: readonly Block[], texts: Texts): string {
  const text = formatBlocks(foldPictures(foldSections(blocks), texts));
  return `${text}\n`.replaceAll(CONTROLS, "\uFFFD");
}

/** All but tab and line end. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu;

/** Pictures in a row that stand open: on a code host each fills a screen. */
const OPEN_PICTURES = 2;

/** Every heading that folds, with what follows it, as one block. */
function foldSections(blocks: readonly Block[]): Block[] {
  const folded: Block[] = [];
  let section: Block[] | undefined;
  for (const block of blocks) {
    if (block.kind === "heading") {
      const { fold } = block;
      const own: Block[] = [];
      section = fold === undefined ? undefined : own;
      folded.push(fold === undefined ? block : { kind: "details", summary: fold, blocks: own });
    } else {
      (section ?? folded).push(block);
    }
  }
  return folded;
}

function foldPictures(blocks: readonly Block[], texts: Texts): Block[] {
  const folded: Block[] = [];
  let row: Extract<Block, { kind: "picture" }>[] = [];
  const endRow = (): void => {
    const rest = row.slice(OPEN_PICTURES);
    folded.push(...row.slice(0, OPEN_PICTURES));
    if (rest.length > 0) {
      const titles = rest.map(({ title }) => title).join(" · ");
      folded.push({ kind: "details", summary: texts.report.morePictures(titles), blocks: rest });
    }
    row = [];
  };
  for (const block of blocks) {
    if (block.kind === "picture") {
      row.push(block);
      continue;
    }
    endRow();
    folded.push(block);
  }
  endRow();
  return folded;
}

function formatBlocks(blocks: readonly Block[]): string {
  return blocks.map(formatBlock).join("\n\n");
}

function formatBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case "paragraph":
      return formatText(block.text);
    case "sentence":
      return `**${escapeMarkdown(block.text)}**`;
    case "alarm":
      // Code hosts show it as a box; elsewhere it is a quotation.
      return [
        `> [!CAUTION]\n> **${escapeMarkdown(block.title)}**`,
        ...block.lines.map(escapeMarkdown),
      ].join("\n>\n> ");
    case "list":
      return block.items.map((item) => `- ${formatText(item)}`).join("\n");
    case "table":
      return formatTable(
        block.columns,
        block.rows.map((cells) => cells.map(formatCell)),
      );
    case "picture":
      return `![${escapeMarkdown(block.title)}](${block.name}.svg)\n\n${escapeMarkdown(block.caption)}`;
    case "code":
      return formatCodeBlock(block.text);
    case "details":
      return [
        "<details>",
        `<summary>${escapeMarkdown(block.summary)}</summary>`,
        "",
        formatBlocks(block.blocks),
        "",
        "</details>",
      ].join("\n");
    default:
      return block satisfies never;
  }
}

function formatText(text: readonly Inline[]): string {
  return text.map(formatInline).join("");
}

function formatInline(inline: Inline): string {
  if (typeof inline === "string") return escapeMarkdown(inline);
  if ("code" in inline) return formatCode(inline.code);
  if ("strong" in inline) return `**${escapeMarkdown(inline.strong)}**`;
  if ("file" in inline) return `[${escapeMarkdown(inline.file)}](${inline.file})`;
  return inline.look === "fail" ? `**${inline.result.toUpperCase()}**` : inline.result;
}

/** Of GitHub's markdown, aligned so that it also reads as plain text. */
function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const heads = columns.map(({ head }) => escapeMarkdown(head));
  // A rule has three characters at the least.
  const least = columns.map(() => "   ");
  const aligns = columns.map(({ align }) => align);
  const [first = [], spaces = [], ...others] = alignCells([heads, least, ...rows], aligns);
  const rule = spaces.map(
    ({ length }, i) => `${"-".repeat(length - 1)}${aligns[i] === "right" ? ":" : "-"}`,
  );
  return [first, rule, ...others].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A bar ends a cell even within code, unless it is escaped; what stands for a control character has a width. */
function formatCell(inline: Inline): string {
  const text = formatInline(inline).replaceAll(CONTROLS, "\uFFFD");
  return typeof inline === "object" && "code" in inline ? text.replaceAll("|", "\\|") : text;
}

/** Every character that may begin markup, here or at the start of a block, and line ends, which would end the block. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s*[\r\n]+\s*/g, " ")
    .replaceAll(/[\\`*_[\]<>|~]/g, String.raw`\$&`)
    .replaceAll(/&(?=#?\w+;)/g, String.raw`\&`)
    .replace(/^(\s*)(?=[-+]\s|[-+]$|#|[-=]{3})/, "$1\\")
    .replace(/^(\s*\d+)(?=[.)](?:\s|$))/, "$1\\");
}

function formatCode(code: string): string {
  const text = code.replaceAll(/[\r\n]+/g, " ");
  const fence = "`".repeat(longestRun(text) + 1);
  // A space each side, which is not shown, keeps a backtick at the edge from joining the fence; nothing can't be code.
  const space = text === "" || text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}

function formatCodeBlock(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
