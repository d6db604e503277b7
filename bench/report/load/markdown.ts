// report.md of a load run, for GitHub and for editors; pictures and files are beside it.
import type { Texts } from "../../messages/texts.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { loadDocument } from "./document.ts";
import { formatMarkdown } from "../document/markdown.ts";

export function loadMarkdown(run: LoadRun, texts: Texts): string {
  return formatMarkdown(loadDocument(run, texts), texts);
}
