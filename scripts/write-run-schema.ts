// Writes docs/run-schema.md and docs/run.schema.json from the schemas of a run.
import { fileURLToPath } from "node:url";
import { runJsonSchema, runSchemaDocument } from "./run-schema.ts";

const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
await Bun.write(`${DOCS}run-schema.md`, runSchemaDocument());
await Bun.write(`${DOCS}run.schema.json`, JSON.stringify(runJsonSchema()));
const files = [`${DOCS}run-schema.md`, `${DOCS}run.schema.json`];
process.exitCode = Bun.spawnSync([process.execPath, "fmt", ...files]).exitCode;
