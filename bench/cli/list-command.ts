// bun bench list: the runs in a folder, newest first.
import { listRuns } from "../archive/list-runs.ts";
import { listedRun, runListText } from "../report/run-list.ts";
import { sizeOf } from "../screen/terminal.ts";
import { createCommand } from "../../src/cli/command.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { onOff, type Typed } from "../../src/cli/options/flags.ts";
import { textsFor } from "../messages/texts.ts";
import { printJson } from "./options/run-flags.ts";

const texts = textsFor(processLanguage());
const { list: help } = texts.help;
const FLAGS = { json: onOff(help.json) };

export const command = createCommand("bun bench list", help, FLAGS)
  .argument("[folder]", help.folder, "results")
  .action((folder: string, { json = false }: Typed<typeof FLAGS>) => {
    const { runs, broken } = listRuns(folder);
    const listed = runs.map(({ path, record }) =>
      listedRun(path, record, json ? textsFor("en") : texts),
    );
    if (json) {
      printJson({ runs: listed, broken });
      return;
    }
    const shown = runListText(listed, broken, sizeOf(process.stdout).columns, texts);
    process.stdout.write(shown === "" ? `${help.none(folder)}\n` : shown);
  });
