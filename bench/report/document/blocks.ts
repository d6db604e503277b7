// A report as blocks of text, tables and pictures: written once, shown as markdown and as HTML.
import type { Texts } from "../../messages/texts.ts";

/** Strings may hold anything: the renderers escape them. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** A file beside the report. */
  | { readonly file: string }
  | {
      readonly result: string;
      readonly look: "pass" | "fail" | "uncertain" | "not-identifiable" | "unknown";
    };

export interface Column {
  /** With the unit of its numbers. */
  readonly head: string;
  readonly align: "left" | "right";
}

export interface Table<Cell extends Inline = Inline> {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What takes away from every number that follows: a box above everything else. */
export interface Alarm {
  readonly kind: "alarm";
  readonly title: string;
  readonly lines: readonly string[];
}

export type Block =
  | {
      readonly kind: "heading";
      readonly level: 1 | 2;
      readonly text: string;
      /** In markdown, what follows up to the next heading is folded behind this text instead. */
      readonly fold?: string | undefined;
    }
  | { readonly kind: "paragraph"; readonly text: readonly Inline[] }
  | Alarm
  /** The one sentence of the run. */
  | { readonly kind: "sentence"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly (readonly Inline[])[] }
  | ({ readonly kind: "table" } & Table)
  | {
      readonly kind: "picture";
      /** The file beside the report is `<name>.svg`. */
      readonly name: string;
      readonly title: string;
      readonly caption: string;
    }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "details"; readonly summary: string; readonly blocks: readonly Block[] };

export function left(head: string): Column {
  return { head, align: "left" };
}

export function right(head: string): Column {
  return { head, align: "right" };
}

export function alarm(title: string, lines: readonly string[]): Alarm {
  return { kind: "alarm", title, lines };
}

export function heading(text: string, fold?: string): Block {
  return { kind: "heading", level: 2, text, fold };
}

export function plainParagraph(text: string): Block {
  return { kind: "paragraph", text: [text] };
}

export function table(columns: Table["columns"], rows: Table["rows"]): Block {
  return { kind: "table", columns, rows };
}

/** A column of a list of items: its head, and what it shows of each. */
export type ColumnOf<Item, Cell extends Inline> = readonly [Column, (item: Item) => Cell];

/** A row an item. */
export function tableOf<Item, Cell extends Inline = Inline>(
  items: readonly Item[],
  columns: readonly ColumnOf<Item, Cell>[],
): { readonly kind: "table" } & Table<Cell> {
  return {
    kind: "table",
    columns: columns.map(([column]) => column),
    rows: items.map((item) => columns.map(([, cell]) => cell(item))),
  };
}

export function picture(
  name: string,
  { title, caption }: { readonly title: string; readonly caption: string },
): Block {
  return { kind: "picture", name, title, caption };
}

/** A section of its own; nothing without warnings. */
export function warningSection(warnings: readonly string[], { report }: Texts): Block[] {
  if (warnings.length === 0) return [];
  return [heading(report.warnings), { kind: "list", items: warnings.map((warning) => [warning]) }];
}
