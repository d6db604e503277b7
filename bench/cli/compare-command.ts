// bun bench compare: two saved runs, or two loads that are run in turn, and what can be said of B against A.
import type { Command } from "commander";
import { createCommand } from "../../src/cli/command.ts";
import { type CompareFlags, readCompareSettings } from "./compare-options.ts";
import { runCompareCommand } from "./compare-run.ts";

export function createCompareCommand(): Command {
  return createCommand(
    "bun bench compare",
    "Say for each metric whether B is better or worse than A, by how much, and how sure that is.",
    EXAMPLES,
  )
    .argument("[runs...]", "folders of two runs of bun bench load: RUN_A RUN_B")
    .option("--a <options>", "measure A: what comes after bun bench load, in one text")
    .option("--b <options>", "measure B")
    .option("--repeat <n>", "runs of each side, in turn: A B B A … (default: 5)")
    .option("--tolerance <percent>", "B may be worse by so much: beyond it exit 99", "5%")
    .option("--allow-unknown", "too few data to compare is no failure: exit 0 instead of 3")
    .option("--format <kind>", "what is shown: text, markdown (for a pull request) or json", "text")
    .option("-o, --out <folder>", "where the comparison's folder goes", "results")
    .option("--label <text>", "part of the comparison's name")
    .action(async (runs: string[], flags: CompareFlags) => {
      process.exitCode = await runCompareCommand(await readCompareSettings(runs, flags));
    });
}

const EXAMPLES = [
  "bun bench compare results/20260102T030405Z-load-before results/20260102T040506Z-load-after",
  "                           two saved runs, by blocks of their time",
  "bun bench compare --a \"tcp://127.0.0.1:6379 --send 'PING\\r\\n' -d 5s\" \\",
  "                  --b \"tcp://127.0.0.1:6380 --send 'PING\\r\\n' -d 5s\" --repeat 7",
  "                           both measured in turn, so that what the machine does hits both",
  "bun bench compare before after --tolerance 10% --format markdown",
  "                           for a comment on a pull request",
  "",
  "Exit codes: 0 not worse beyond the tolerance, 2 usage, 3 too few data to compare anything, or a run",
  "is invalid (the generator was the limit), 4 nothing measured, 70 a bug, 99 worse beyond the tolerance,",
  "130 interrupted (what was measured is kept).",
].join("\n");
