// The pictures of a run in the order in which they are read, without what draws them.
import type { Texts } from "../../messages/texts.ts";
import type { Block } from "../document/blocks.ts";

export const PICTURES = ["staircase", "throughput", "residuals", "histogram", "threads"] as const;

export type PictureName = (typeof PICTURES)[number];

/** `health` stands in the section of that name; the last two only in the report of a cluster. */
export function pictureBlock(
  name: PictureName | "health" | "beside" | "waterfall",
  { sweepReport }: Texts,
): Block {
  return { kind: "picture", name, ...sweepReport.pictures[name] };
}
