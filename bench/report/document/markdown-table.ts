// Tables of GitHub's markdown, aligned so that they also read as plain text.
import type { Column } from "./blocks.ts";
import { pad, widthOf } from "../text/plain-text.ts";

/** Cells are markdown already, in which a bar is escaped. */
export function markdownTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map(({ head }, i) =>
    rows.reduce(
      (width, cells) => Math.max(width, widthOf(cells[i] ?? "")),
      Math.max(3, widthOf(head)),
    ),
  );
  const line = (cells: readonly string[]): string => {
    const padded = columns.map(({ align }, i) => pad(cells[i] ?? "", widths[i] ?? 0, align));
    return `| ${padded.join(" | ")} |`;
  };
  const rule = columns.map(({ align }, i) => {
    const dashes = "-".repeat((widths[i] ?? 0) - 1);
    return align === "right" ? `${dashes}:` : `${dashes}-`;
  });
  return [line(columns.map(({ head }) => head)), line(rule), ...rows.map(line)].join("\n");
}
