// bun bench micro: what each part costs by itself.
import type { Command } from "commander";
import { runMicroBenchmarks } from "../micro/micro.ts";
import { startServer } from "../sweep/server-process.ts";
import { createCommand } from "../../src/cli/command.ts";

export function createMicroCommand(): Command {
  return createCommand(
    "bun bench micro",
    "Time the parts by themselves: framing, message codec, histogram, tinypool round trip, a whole request.",
    ["bun bench micro", "bun bench micro --filter histogram"].join("\n"),
  )
    .option("--filter <text>", "only benchmarks whose name contains this", "")
    .action(async ({ filter }: { filter: string }) => {
      const server = await startServer(["--service", "0"], new AbortController().signal);
      try {
        await runMicroBenchmarks(server.target, filter);
      } finally {
        await server.stop();
      }
    });
}
