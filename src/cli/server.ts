// bun run server: the TCP task server. It runs tasks on its own threads or, with --broker, passes them to workers.
import { catalogueFor } from "../messages/catalogue.ts";
import { createCommand, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { serveEntry } from "./server/entry.ts";
import { serveLocal } from "./server/local.ts";
import { readServerOptions, SERVER_FLAGS } from "./server/options.ts";

const texts = catalogueFor(processLanguage()).commands.server;

const command = createCommand("bun run server", texts, SERVER_FLAGS).action(async (typed) => {
  const options = readServerOptions(typed);
  const { broker, store = "", blobs = "" } = options;
  if (broker === undefined) await serveLocal(options);
  else await serveEntry({ ...options, broker, store, blobs });
});

if (import.meta.main) await runCommand(command, process.argv.slice(2));
