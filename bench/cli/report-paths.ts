// Where the reports of a run are, below its summary.
import { join } from "node:path";
import type { Texts } from "../messages/texts.ts";
import { pad, widthOf } from "../report/text/plain-text.ts";
import { commandLineOf } from "./command-line.ts";

/** `isRun`: the folder is the run's own, not one that its reports were made again in. */
export function reportPaths(folder: string, texts: Texts, isRun = true): string {
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
