// bun bench: sweeps over numbers of concurrent clients, judges the staircase, writes the run's folder.
import type { Command } from "commander";
import { createCommand } from "../../src/cli/command.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { fillFlags, readSweepSettings, type SweepFlags } from "./sweep-options.ts";
import { runSweepCommand } from "./sweep-run.ts";
import { say } from "../messages/texts.ts";
import { similarName } from "./similar-name.ts";
import type { Text } from "../../src/units/text.ts";

const COMMANDS = [
  "load",
  "compare",
  "report",
  "open",
  "list",
  "queue",
  "peers",
  "selftest",
  "micro",
] as const;

/** Options without a value, which one may be given by mistake. */
const SWITCHES: readonly string[] = [
  "--quick",
  "--ui",
  "--strict",
  "--allow-unknown",
  "--allow-errors",
];

export function createSweepCommand(): Command {
  const command = createCommand(
    "bun bench",
    "Measure a task server under 1 to 100 concurrent clients and say how far it is from theory.\n" +
      `Other commands: bun bench ${COMMANDS.join(", ")} (each has a --help).`,
    [
      "bun bench                                      1–100 clients × 3 s on servers of its own, about 90 s",
      "bun bench --quick                              the same at 100 ms a task, for a look",
      "bun bench --ui                                 and a page that shows it live, on http://127.0.0.1:8080",
      "bun bench --levels 1,5,10,11,20,21 --threads 5 --service 500ms",
      "bun bench --levels 10-100/10 --repeat auto     until every verdict is decided, for 15 minutes at most",
      "bun bench --levels 10-100/10 --lanes 1         strictly isolated: one level at a time",
      "bun bench --target tcp://127.0.0.1:65432 --threads 10 --service 3s",
      "                                               a server that runs already; threads and service",
      "                                               are what you expect of it",
      "bun bench --task ./my-task.ts --service 40ms   your own module, expected to take 40 ms",
      "bun bench --topology cluster --workers 3        balancer, entry servers, RabbitMQ, workers, stores; beside",
      "                                               it, in turn, one server as wide: what distribution costs",
      "",
      "Exit codes: 0 pass, 1 a verdict failed or more than 1 % of the requests, 2 usage, 3 the run is invalid",
      "(the generator or the host was the limit) or inconclusive (a verdict could not be reached), 4 nothing",
      "to measure, 70 a bug, 130 interrupted (what was measured is kept).",
    ].join("\n"),
  );
  return command
    .option(
      "--levels <list>",
      "concurrent clients: 1-100, or 1,5,10, or 10-100/10 (default: 1-100; of a cluster, around the edges of its steps)",
    )
    .option("--service <time>", "time a task works, as for bun run server (default: 3s)")
    .option("--threads <n>", "threads of the pool", "10")
    .option("--work <kind>", "sleep, spin (CPU) or hash (SHA-256)", "sleep")
    .option("--task <file>", "a module that runs each task; --service is what you expect of it")
    .option(
      "--lanes <n>",
      "servers measured side by side; auto: as many as the machine bears",
      "auto",
    )
    .option(
      "--repeat <n>",
      "bursts of each level; auto: until every verdict is decided or --max-time is over",
      "1",
    )
    .option("--max-time <duration>", "with --repeat auto, for the whole sweep (default: 15m)")
    .option("--timeout <duration>", "for a reply (default: twice the ideal and 10 s)")
    .option("--target <url>", "measure a server that runs already: tcp://host:port")
    .option("--topology <kind>", "local or cluster (default: local)")
    .option("--workers <n>", "of a cluster, each with --threads threads (default: 3)")
    .option("--entries <n>", "entry servers of a cluster (default: 2)")
    .option("--balancer <name>", "of a cluster: haproxy or nginx (default: haproxy)")
    .option("--quick", "100 ms a task unless --service is given", false)
    .option("--ui", "show it live in a browser", false)
    .option("--ui-port <port>", "port of the live page; 0 takes a free one", "8080")
    .option("-o, --out <folder>", "where the run's folder goes", "results")
    .option("--label <text>", "part of the run's name")
    .option("--seed <n>", "seed of the order of levels and of drawn service times", "1")
    .option(
      "--max-overhead <duration>",
      "allowed at the start (default: 25ms or 2 % of the service)",
    )
    .option("--max-step-overhead <duration>", "allowed a step (default: 5ms or 0.5 %)")
    .option("--max-service-error <duration>", "allowed of the service (default: 5ms or 0.5 %)")
    .option("--strict", "an uncertain verdict exits with 3", false)
    .option("--allow-unknown", "a verdict that could not be reached does not exit with 3", false)
    .option("--allow-errors", "more than 1 % of failed requests do not exit with 1", false)
    .allowExcessArguments(true)
    .action(async (flags: SweepFlags) => {
      const [unknown] = command.args;
      if (unknown !== undefined) throw new OptionsError(excessProblem(unknown, process.argv));
      const filled = fillFlags(flags);
      process.exitCode = await runSweepCommand(readSweepSettings(filled), filled);
    });
}

/** A word that is no option's value: the value of a switch, or a command's name. */
function excessProblem(word: string, args: readonly string[]): Text {
  const before = args[args.lastIndexOf(word) - 1] ?? "";
  return say(({ options }) =>
    SWITCHES.includes(before)
      ? options.takesNoValue(before, word)
      : options.unknownCommand(word, similarName(word, COMMANDS), COMMANDS),
  );
}
