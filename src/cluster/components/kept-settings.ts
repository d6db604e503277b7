// The settings that an instance needs when it is started again on its folder: names, passwords, ports.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterError } from "./cluster-error.ts";
import { chooseFreePort } from "./free-ports.ts";
import { type Fields, parseObject } from "../../units/json-object.ts";
import { codeOf } from "../../units/text-error.ts";

const FILE = "instance.json";

export class KeptSettings {
  readonly folder: string;
  /** Undefined in a new folder. */
  readonly #kept: Fields | undefined;
  readonly #settings: Record<string, string | number> = {};

  /** @throws {ClusterError} if the folder's file is not valid. */
  constructor(folder: string) {
    this.folder = folder;
    this.#kept = read(join(folder, FILE));
  }

  /** Whether the folder has no settings yet. */
  get isNew(): boolean {
    return this.#kept === undefined;
  }

  /** The kept text, in a new folder the one that `make` returns. @throws {ClusterError} if the file has no such key. */
  text(key: string, make: () => string): string {
    const value = this.#kept === undefined ? make() : this.#kept[key];
    if (typeof value !== "string" || value === "") {
      throw new ClusterError((t) => t.lacksKey(FILE, key));
    }
    this.#settings[key] = value;
    return value;
  }

  /** `wanted`, else the kept port if it is free, else any free port. */
  port(key: string, wanted?: number): number {
    const port = wanted ?? chooseFreePort(this.keptPort(key));
    this.#settings[key] = port;
    return port;
  }

  keptPort(key: string): number | undefined {
    const value = this.#kept?.[key];
    return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536
      ? value
      : undefined;
  }

  /** Writes all settings that were asked for. */
  save(): void {
    mkdirSync(this.folder, { recursive: true });
    writePrivateJson(join(this.folder, FILE), this.#settings);
  }
}

function read(path: string): Fields | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new ClusterError((t) => t.cannotRead(path), { cause: error });
  }
  const kept = parseObject(text);
  if (kept === undefined) throw new ClusterError((t) => t.damaged(path));
  return kept;
}

/** Replaces the file as a whole, so that a reader finds the old or the new content; only its owner can read it. */
export function writePrivateJson(path: string, value: object): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Letters and digits only: it needs no escape in a URL or a configuration file. */
export function newSecret(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
