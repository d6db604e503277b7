// The settings that an instance needs when it is started again on its folder: names, passwords, ports.
import { say } from "../../messages/catalogue.ts";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComponentError } from "./component.ts";

const FILE = "instance.json";

/** Undefined in a new folder. @throws {ComponentError} if the file is not a valid state. */
export function readState(folder: string): Readonly<Record<string, unknown>> | undefined {
  const path = join(folder, FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new ComponentError(
      say(({ cluster }) => cluster.cannotRead(path)),
      { cause: error },
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // Reported below.
  }
  throw new ComponentError(say(({ cluster }) => cluster.damaged(path)));
}

/** Writes the file atomically, readable only by its owner: it has passwords. */
export function writeState(folder: string, state: Readonly<Record<string, string | number>>): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** @throws {ComponentError} if the key is missing. */
export function textOf(state: Readonly<Record<string, unknown>>, key: string): string {
  const value = state[key];
  if (typeof value === "string" && value !== "") return value;
  throw new ComponentError(say(({ cluster }) => cluster.lacksKey(FILE, key)));
}

export function portOf(
  state: Readonly<Record<string, unknown>> | undefined,
  key: string,
): number | undefined {
  const value = state?.[key];
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536
    ? value
    : undefined;
}

/** Letters and digits only: it needs no escape in a URL or a configuration file. */
export function newSecret(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
