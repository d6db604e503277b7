// Programs of others that take part, and how to get those that are missing.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Program } from "./contest.ts";
import { versionOf } from "./run-tool.ts";

export const REDIS_SERVER = debian("redis-server", "redis-server");
export const REDIS_BENCHMARK = debian("redis-benchmark", "redis-tools");
export const NGINX = debian("nginx", "nginx-light");
export const WRK = debian("wrk", "wrk");
export const H2LOAD = debian("h2load", "nghttp2-client");
export const PYTHON = debian("python3", "python3");
export const NODE = debian("node", "nodejs");
export const AUTOCANNON = npm("autocannon");
export const PISCINA = npm("piscina");

function debian(name: string, debianPackage: string): Program {
  return {
    name,
    remedy: `apt-get install ${debianPackage}`,
    isInstalled: () => Bun.which(name) !== null,
  };
}

/** A development dependency of this project. */
function npm(name: string): Program {
  return { name, remedy: "bun install", isInstalled: () => existsSync(packagePath(name)) };
}

/** A file, or the folder, of a package that is installed. */
export function packagePath(name: string, file = ""): string {
  return fileURLToPath(new URL(`../../node_modules/${name}/${file}`, import.meta.url));
}

/** Of a package, and of the Node that runs it. @throws {PeerError} as `versionOf` does. */
export async function versionOnNode(name: string): Promise<string> {
  const { version } = (await Bun.file(packagePath(name, "package.json")).json()) as {
    version: string;
  };
  return `${version}, Node ${await versionOf(["node", "--version"])}`;
}
