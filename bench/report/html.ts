// report.html: the report in one file that asks for no other, for light and dark screens and for paper.
import type { Block, Inline, Table } from "./document.ts";
import { escapeXml } from "./escape.ts";
import { HTML_STYLE } from "./html-style.ts";
import { titleOf } from "./phrases.ts";
import type { Report } from "./report.ts";
import { reportDocument } from "./report-document.ts";

/** `svgs` by picture name, as `renderCharts` gives them: their ids must differ from one to the next. */
export function reportHtml(report: Report, svgs: Readonly<Record<string, string>>): string {
  return formatHtml(titleOf(report.run), reportDocument(report), svgs);
}

export function formatHtml(
  title: string,
  blocks: readonly Block[],
  svgs: Readonly<Record<string, string>>,
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>
${HTML_STYLE}
</style>
</head>
<body>
<main>
${blocks.map((block) => formatBlock(block, svgs)).join("\n")}
</main>
</body>
</html>
`;
}

function formatBlock(block: Block, svgs: Readonly<Record<string, string>>): string {
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
      return formatTable(block);
    case "picture":
      return formatPicture(svgs[block.name], block.caption);
    case "code":
      return `<pre tabindex="0">${escapeXml(block.text)}</pre>`;
    case "details":
      return `<details><summary>${escapeXml(block.summary)}</summary>
${block.blocks.map((inner) => formatBlock(inner, svgs)).join("\n")}
</details>`;
    default:
      return block satisfies never;
  }
}

function formatTable({ columns, rows }: Table): string {
  const isRight = (i: number): string => (columns[i]?.align === "right" ? ' class="number"' : "");
  const head = columns
    .map((column, i) => `<th${isRight(i)}>${escapeXml(column.head)}</th>`)
    .join("");
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, i) => `<td${isRight(i)}>${formatInline(cell)}</td>`).join("")}</tr>`,
  );
  // Wide tables scroll by themselves, also by keyboard: the page never does so sideways.
  return `<div class="scroll" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}

/** Drawn here by `renderCharts`: markup of our own, with what it quotes escaped there. */
function formatPicture(svg: string | undefined, caption: string): string {
  const picture = svg?.replace(/^\s*<\?xml[^>]*\?>\s*/, "") ?? "<p>This picture was not drawn.</p>";
  return `<figure><div class="scroll" tabindex="0">${picture}</div>
<figcaption>${escapeXml(caption)}</figcaption></figure>`;
}

/** Results that look like another one. */
const LOOKS: Readonly<Record<string, string>> = { held: "pass", crossed: "fail" };

function formatText(text: readonly Inline[]): string {
  return text.map(formatInline).join("");
}

function formatInline(inline: Inline): string {
  if (typeof inline === "string") return escapeXml(inline);
  if ("code" in inline) return `<code>${escapeXml(inline.code)}</code>`;
  if ("strong" in inline) return `<strong>${escapeXml(inline.strong)}</strong>`;
  // Not a link: the file may be read far from the folder.
  if ("file" in inline) return `<code>${escapeXml(inline.file)}</code>`;
  const look = LOOKS[inline.result] ?? inline.result.replaceAll(" ", "-");
  return `<span class="result ${look}">${escapeXml(inline.result)}</span>`;
}
