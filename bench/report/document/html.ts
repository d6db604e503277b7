// report.html: the report in one self-contained file, for light and dark screens and for paper.
import type { Texts } from "../../messages/texts.ts";
import type { Block, Inline, Table } from "./blocks.ts";
import { escapeXml } from "./escape.ts";
import { HTML_STYLE } from "./html-style.ts";

/** The script that replaces the pictures by interactive charts. */
export interface PageScript {
  readonly text: string;
  /** Base64, of the text: the page allows this script and no other. */
  readonly sha256: string;
}

export interface LivePage {
  readonly script: PageScript;
  /** What the script draws from, as JSON. */
  readonly data: object;
}

/**
 * `svgs` by picture name, as `renderSvg` gives them: their ids must differ from one to the next. Without `live` the page is
 * static, as a browser without scripts shows it.
 */
export function formatHtml(
  blocks: readonly Block[],
  svgs: Readonly<Record<string, string>>,
  texts: Texts,
  live?: LivePage,
): string {
  const title = blocks.find((block) => block.kind === "heading")?.text ?? "";
  const scripts = live === undefined ? "" : `; script-src 'sha256-${live.script.sha256}'`;
  return `<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${scripts}; base-uri 'none'; form-action 'none'">
<title>${escapeXml(title)}</title>
<style>
${HTML_STYLE}
</style>
</head>
<body>
<main>
${blocks.map((block) => formatBlock(block, svgs, texts)).join("\n")}
</main>${live === undefined ? "" : formatLive(live)}
</body>
</html>
`;
}

function formatLive({ script, data }: LivePage): string {
  // Without "<" no text can end the element or begin a comment.
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `
<script type="application/json" id="run">${json}</script>
<script>${script.text}</script>`;
}

function formatBlock(block: Block, svgs: Readonly<Record<string, string>>, texts: Texts): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level}>${escapeXml(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p>${formatText(block.text)}</p>`;
    case "sentence":
      return `<p class="sentence">${escapeXml(block.text)}</p>`;
    case "alarm":
      return `<div class="alarm" role="alert"><strong>${escapeXml(block.title)}</strong>${block.lines
        .map((line) => `<p>${escapeXml(line)}</p>`)
        .join("")}</div>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${formatText(item)}</li>`).join("")}</ul>`;
    case "table":
      return formatTable(block, texts);
    case "picture":
      return formatPicture(block.name, svgs[block.name], block.caption, texts);
    case "code":
      return `<pre tabindex="0">${escapeXml(block.text)}</pre>`;
    case "details":
      return `<details><summary>${escapeXml(block.summary)}</summary>
${block.blocks.map((inner) => formatBlock(inner, svgs, texts)).join("\n")}
</details>`;
    default:
      return block satisfies never;
  }
}

function formatTable({ columns, rows }: Table, texts: Texts): string {
  const isRight = (i: number): string => (columns[i]?.align === "right" ? ' class="number"' : "");
  const head = columns
    .map(({ head: text }, i) =>
      // A screen reader must not announce an empty header.
      text === "" ? "<td></td>" : `<th scope="col"${isRight(i)}>${escapeXml(text)}</th>`,
    )
    .join("");
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, i) => `<td${isRight(i)}>${formatInline(cell)}</td>`).join("")}</tr>`,
  );
  // A wide table scrolls by itself, also by keyboard; the page never scrolls sideways.
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeXml(texts.report.scrollableTable)}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}

/** Drawn by `renderSvg`: markup of our own, with what it quotes escaped there. */
function formatPicture(
  name: string,
  svg: string | undefined,
  caption: string,
  { report }: Texts,
): string {
  const picture =
    svg?.replace(/^\s*<\?xml[^>]*\?>\s*/, "") ?? `<p>${escapeXml(report.pictureNotDrawn)}</p>`;
  return `<figure data-chart="${name}"><div class="scroll" tabindex="0" role="group" aria-label="${escapeXml(report.scrollableChart)}">${picture}</div>
<figcaption>${escapeXml(caption)}</figcaption></figure>`;
}

function formatText(text: readonly Inline[]): string {
  return text.map(formatInline).join("");
}

function formatInline(inline: Inline): string {
  if (typeof inline === "string") return escapeXml(inline);
  if ("code" in inline) return `<code>${escapeXml(inline.code)}</code>`;
  if ("strong" in inline) return `<strong>${escapeXml(inline.strong)}</strong>`;
  // The link works as long as the report stays in its folder.
  if ("file" in inline) {
    const name = escapeXml(inline.file);
    return `<a href="${name}"><code>${name}</code></a>`;
  }
  return `<span class="result ${inline.look}">${escapeXml(inline.result)}</span>`;
}
