// bun bench micro: what each part costs by itself.
import type { Command } from "commander";
import { runMicroBenchmarks } from "../micro/micro.ts";
import { startServer } from "../sweep/server-process.ts";
import { createCommand } from "../../src/cli/command.ts";
import { textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";

export function createMicroCommand(): Command {
  const { micro: help } = textsFor(processLanguage()).help;
  return createCommand("bun bench micro", help.description, help.examples.join("\n"))
    .option("--filter <text>", help.filter, "")
    .action(async ({ filter }: { filter: string }) => {
      const server = await startServer(
        ["--service", "0", "--lang", processLanguage()],
        new AbortController().signal,
      );
      try {
        await runMicroBenchmarks(server.target, filter, textsFor(processLanguage()));
      } finally {
        await server.stop();
      }
    });
}
