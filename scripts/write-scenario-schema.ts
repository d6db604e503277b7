// Writes docs/scenario.schema.json from the flags of bun bench load.
import { fileURLToPath } from "node:url";
import { scenarioJsonSchema } from "./scenario-schema.ts";

const path = fileURLToPath(new URL("../docs/scenario.schema.json", import.meta.url));
await Bun.write(path, JSON.stringify(scenarioJsonSchema()));
process.exitCode = Bun.spawnSync([process.execPath, "fmt", path]).exitCode;
