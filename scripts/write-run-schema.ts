// Writes docs/run-schema.md from the types of a run.
import { fileURLToPath } from "node:url";
import { readSchema, runSchemaDocument } from "./run-schema.ts";

const path = fileURLToPath(new URL("../docs/run-schema.md", import.meta.url));
await Bun.write(path, runSchemaDocument(await readSchema()));
const { exitCode } = Bun.spawnSync([process.execPath, "fmt", path]);
process.exitCode = exitCode;
