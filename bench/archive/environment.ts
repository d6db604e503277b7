// What machine and what code a run was made with.
import { readFileSync } from "node:fs";
import { cpus, freemem, release, totalmem, type } from "node:os";
import { fileURLToPath } from "node:url";
import type { Environment } from "../run/header.ts";
import packageJson from "../../package.json" with { type: "json" };
import { codeOf } from "../../src/units/text-error.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

export function readEnvironment(): Environment {
  const processors = cpus();
  return {
    escaleraVersion: packageJson.version,
    commit: readCommit(),
    bun: Bun.version,
    kernel: `${type()} ${release()}`,
    cpuModel: processors[0]?.model.trim() ?? "unknown",
    cpuCount: processors.length,
    memoryBytes: totalmem(),
  };
}

/** Memory that new processes can have: MemAvailable where the kernel tells it (proc(5)), else what is free. */
export function memoryAvailableBytes(): number {
  if (process.platform !== "linux") return freemem();
  const match = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "latin1"));
  return match ? Number(match[1]) * 1024 : freemem();
}

/** Short commit of the checkout, "+" when files differ from it; null outside a checkout or without git. */
function readCommit(): string | null {
  const git = (...args: string[]): string | null => {
    try {
      const result = Bun.spawnSync(["git", "-C", PROJECT, ...args], { stderr: "ignore" });
      return result.success ? result.stdout.toString().trim() : null;
    } catch (error) {
      // No git on this machine is no error of the run's.
      if (codeOf(error) === "ENOENT") return null;
      throw error;
    }
  };
  const commit = git("rev-parse", "--short", "HEAD");
  if (commit === null) return null;
  const changes = git("status", "--porcelain", "--untracked-files=no");
  return changes === "" ? commit : `${commit}+`;
}
