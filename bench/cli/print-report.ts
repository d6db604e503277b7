// What standard output shows of a finished run, in the format that was asked for.
import { join } from "node:path";
import { processLanguage } from "../../src/cli/language.ts";
import { type Texts, textsFor } from "../messages/texts.ts";
import type { OutputEnd } from "../report/document/output.ts";
import { pad, widthOf } from "../report/text/plain-text.ts";
import { lookOf, sizeOf } from "../screen/terminal.ts";
import { commandLineOf } from "./command-line.ts";
import { printJson } from "./options/run-flags.ts";

export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

/** How a run ended, and where its files are. */
export interface EndedRun extends OutputEnd {
  /** False: the folder is not the run's own, but one that its reports were made again in. */
  readonly isRun?: boolean;
}

/** Makes each form of the report; only one of them is called. */
export interface ReportForms {
  readonly json: (ended: EndedRun) => object;
  readonly markdown: (texts: Texts) => string | Promise<string>;
  readonly text: (texts: Texts, columns: number, look: ReturnType<typeof lookOf>) => string;
}

export async function printReport(
  format: Format,
  ended: EndedRun,
  { json, markdown, text }: ReportForms,
): Promise<void> {
  const texts = textsFor(processLanguage());
  if (format === "json") printJson(json(ended));
  else if (format === "markdown") process.stdout.write(await markdown(texts));
  else {
    process.stdout.write(text(texts, sizeOf(process.stdout).columns, lookOf(process.stdout)));
    process.stdout.write(pathsText(ended, texts));
  }
}

/** Where the reports are, below the summary. */
function pathsText({ folder, isRun = true }: EndedRun, texts: Texts): string {
  const { report, open } = texts.report.paths;
  const width = Math.max(widthOf(report), isRun ? widthOf(open) : 0);
  const line = (name: string, value: string): string => `${pad(name, width, "left")}  ${value}\n`;
  return [
    "\n",
    line(report, join(folder, "report.html")),
    line("", join(folder, "report.md")),
    isRun ? line(open, commandLineOf(["open", folder])) : "",
  ].join("");
}
