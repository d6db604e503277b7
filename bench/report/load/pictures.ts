// The pictures of a load run in the order in which they are read, without what draws them.
import type { Texts } from "../../messages/texts.ts";
import type { Block } from "../document/blocks.ts";

export const LOAD_PICTURES = ["response-over-time", "rates", "percentiles", "histogram"] as const;

export type LoadPictureName = (typeof LOAD_PICTURES)[number];

/** `errors` is of a run with errors only, and stands among them. */
export function loadPicture(name: LoadPictureName | "errors", { loadReport }: Texts): Block {
  const { title, caption } = loadReport.charts[name];
  return { kind: "picture", name, title, caption };
}
