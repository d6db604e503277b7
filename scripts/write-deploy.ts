// Writes deploy/compose.yaml and deploy/haproxy.cfg from the cluster's own settings.
import { fileURLToPath } from "node:url";
import { composeFile, composeHaproxyConfig } from "./compose.ts";

const folder = fileURLToPath(new URL("../deploy", import.meta.url));
await Bun.write(`${folder}/compose.yaml`, composeFile());
await Bun.write(`${folder}/haproxy.cfg`, composeHaproxyConfig());
