// Writes docs/output-schema.md from the schemas of what --format json prints.
import { fileURLToPath } from "node:url";
import { simulateLoad } from "../test/support/load-fixture.ts";
import { outputSchemaDocument } from "./output-schema.ts";

const path = fileURLToPath(new URL("../docs/output-schema.md", import.meta.url));
await Bun.write(path, outputSchemaDocument(simulateLoad()));
const { exitCode } = Bun.spawnSync([process.execPath, "fmt", path]);
process.exitCode = exitCode;
