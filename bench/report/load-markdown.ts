// report.md of a load run, for GitHub and for editors; pictures and files are beside it.
import type { Texts } from "../messages/texts.ts";
import type { LoadRun } from "../measure/load-run.ts";
import { loadDocument } from "./load-document.ts";
import { formatMarkdown } from "./markdown.ts";

export function loadMarkdown(run: LoadRun, texts: Texts): string {
  return formatMarkdown(loadDocument(run, texts), texts);
}
