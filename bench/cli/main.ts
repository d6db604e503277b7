// bun bench: the sweep, or the command that is named first.
import { runCommand } from "../../src/cli/command.ts";
import { COMMANDS } from "./commands.ts";

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (load !== undefined) await runCommand((await load()).command, args);
else await runCommand((await import("./sweep/command.ts")).command, process.argv.slice(2));
