// bun bench micro: what each part costs by itself.
import { runMicroBenchmarks } from "../micro/micro.ts";
import { startServer } from "../sweep/server-process.ts";
import { createCommand } from "../../src/cli/command.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { flag, type Typed } from "../../src/cli/options/flags.ts";
import { textsFor } from "../messages/texts.ts";

const texts = textsFor(processLanguage());
const FLAGS = { filter: flag("<text>", texts.help.micro.filter) };

export const command = createCommand("bun bench micro", texts.help.micro, FLAGS).action(
  async ({ filter = "" }: Typed<typeof FLAGS>) => {
    const args = ["--service", "0", "--lang", processLanguage()];
    const server = await startServer(args, new AbortController().signal);
    try {
      await runMicroBenchmarks(server.target, filter, texts);
    } finally {
      await server.stop();
    }
  },
);
