// bun bench list: the runs in a folder, newest first.
import type { Command } from "commander";
import { listRuns } from "../archive/list-runs.ts";
import { listedRun, runListText } from "../report/run-list.ts";
import { sizeOf } from "../screen/terminal.ts";
import { createCommand } from "../../src/cli/command.ts";

export function createListCommand(): Command {
  return createCommand(
    "bun bench list",
    "List the runs in a folder, newest first: when, what, and what came of it.",
    ["bun bench list", "bun bench list /tmp/results --json | jq '.runs[0].path'"].join("\n"),
  )
    .argument("[folder]", "where the runs' folders are", "results")
    .option("--json", "for programs: an object with runs and broken", false)
    .action((folder: string, { json }: { json: boolean }) => {
      const { runs, broken } = listRuns(folder);
      const listed = runs.map(({ path, record }) => listedRun(path, record));
      if (json) {
        process.stdout.write(`${JSON.stringify({ runs: listed, broken }, null, 2)}\n`);
        return;
      }
      const text = runListText(listed, broken, sizeOf(process.stdout).columns);
      process.stdout.write(text === "" ? `no runs in ${folder}\n` : text);
    });
}
