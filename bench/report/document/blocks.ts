// A report as blocks of text, tables and pictures: written once, shown as markdown and as HTML.
import type { Texts } from "../../messages/texts.ts";
import type { ThresholdResult } from "../../run/load/run.ts";
import type { VerdictResult } from "../../run/sweep/run.ts";

/** Strings may hold anything: the renderers escape them. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** A file beside the report. */
  | { readonly file: string }
  | { readonly result: VerdictResult | ThresholdResult["result"] };

export interface Column {
  /** With the unit of its numbers. */
  readonly head: string;
  readonly align: "left" | "right";
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Inline[])[];
}

export type Block =
  | {
      readonly kind: "heading";
      readonly level: 1 | 2;
      readonly text: string;
      /** In markdown, what follows up to the next heading is folded behind this text instead. */
      readonly fold?: string;
    }
  | { readonly kind: "paragraph"; readonly text: readonly Inline[] }
  /** A warning in a box, above everything else. */
  | { readonly kind: "alarm"; readonly title: string; readonly lines: readonly string[] }
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

export function plainParagraph(text: string): Block {
  return { kind: "paragraph", text: [text] };
}

/** The word for the result of a verdict or a threshold. */
export function resultWord(
  result: VerdictResult | ThresholdResult["result"],
  { report, verdict }: Texts,
): string {
  return result === "passed" || result === "failed"
    ? report.thresholdResults[result]
    : verdict.results[result];
}
