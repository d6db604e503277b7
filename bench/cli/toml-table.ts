// A table of TOML whose keys are asked for by name and type; all that is wrong with it becomes problems.
import type { Problems } from "./problems.ts";
import { similarName } from "./similar-name.ts";

export type RawTable = Readonly<Record<string, unknown>>;

export class TomlTable {
  readonly place: string;
  readonly #raw: RawTable;
  readonly #problems: Problems;
  readonly #asked = new Set<string>();

  /** `place` is where the user finds it, such as 'redis.toml: request 2 "GET"'. */
  constructor(raw: RawTable, place: string, problems: Problems) {
    this.#raw = raw;
    this.place = place;
    this.#problems = problems;
  }

  placeOf(key: string): string {
    return `${this.place}: ${key}`;
  }

  /** Text or a number, as text; undefined if it is missing or neither. */
  text(key: string): string | undefined {
    const value = this.#take(key);
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
    return this.#refuse(key, value, "text or a number");
  }

  isOn(key: string): boolean | undefined {
    const value = this.#take(key);
    if (value === undefined || typeof value === "boolean") return value;
    return this.#refuse(key, value, "true or false");
  }

  /** A list of texts or numbers, or one alone. */
  list(key: string): readonly string[] | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = items.filter((item) => typeof item === "string" || typeof item === "number");
    if (texts.length === items.length) return texts.map(String);
    return this.#refuse(key, value, "a list of texts");
  }

  table(key: string): RawTable | undefined {
    const value = this.#take(key);
    if (value === undefined || isTable(value)) return value;
    return this.#refuse(key, value, `a table: write [${key}]`);
  }

  tables(key: string): readonly RawTable[] {
    const value = this.#take(key);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every(isTable)) return value;
    this.#refuse(key, value, `a list of tables: write [[${key}]]`);
    return [];
  }

  /** To be called when every known key was asked for: the others are unknown. */
  refuseOthers(): void {
    for (const key of Object.keys(this.#raw)) {
      if (this.#asked.has(key)) continue;
      const similar = similarName(key, [...this.#asked]);
      const hint = similar === undefined ? "" : ` (did you mean "${similar}"?)`;
      this.#problems.add(this.place, `unknown key "${key}"${hint}`);
    }
  }

  #take(key: string): unknown {
    this.#asked.add(key);
    return this.#raw[key];
  }

  #refuse(key: string, value: unknown, wanted: string): undefined {
    this.#problems.add(this.placeOf(key), `${JSON.stringify(value)} is not ${wanted}`);
  }
}

function isTable(value: unknown): value is RawTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
