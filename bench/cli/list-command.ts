// bun bench list: the runs in a folder, newest first.
import type { Command } from "commander";
import { listRuns } from "../archive/list-runs.ts";
import { listedRun, runListText } from "../report/run-list.ts";
import { sizeOf } from "../screen/terminal.ts";
import { createCommand } from "../../src/cli/command.ts";
import { textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";

export function createListCommand(): Command {
  const { list: help } = textsFor(processLanguage()).help;
  return createCommand("bun bench list", help.description, help.examples.join("\n"))
    .argument("[folder]", help.folder, "results")
    .option("--json", help.json, false)
    .action((folder: string, { json }: { json: boolean }) => {
      const texts = textsFor(processLanguage());
      const { runs, broken } = listRuns(folder);
      const listed = runs.map(({ path, record }) =>
        listedRun(path, record, json ? textsFor("en") : texts),
      );
      if (json) {
        process.stdout.write(`${JSON.stringify({ runs: listed, broken }, null, 2)}\n`);
        return;
      }
      const text = runListText(listed, broken, sizeOf(process.stdout).columns, texts);
      process.stdout.write(text === "" ? `${help.none(folder)}\n` : text);
    });
}
