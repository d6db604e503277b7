// A table of TOML whose keys are asked for by name and type; all that is wrong with it becomes problems.
import type { Problems } from "../../../src/cli/options/problems.ts";
import { similarName } from "./similar-name.ts";
import type { Texts } from "../../messages/texts.ts";

export type RawTable = Readonly<Record<string, unknown>>;

export class TomlTable {
  readonly place: string;
  readonly #raw: RawTable;
  readonly #problems: Problems<Texts>;
  readonly #asked = new Set<string>();

  /** `place` is where the user finds it, such as 'redis.toml: request 2 "GET"'. */
  constructor(raw: RawTable, place: string, problems: Problems<Texts>) {
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
    return this.#refuse(key, value, ({ text }) => text);
  }

  isOn(key: string): boolean | undefined {
    const value = this.#take(key);
    if (value === undefined || typeof value === "boolean") return value;
    return this.#refuse(key, value, ({ boolean }) => boolean);
  }

  /** A list of texts or numbers, or one alone. */
  list(key: string): readonly string[] | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = items.filter((item) => typeof item === "string" || typeof item === "number");
    if (texts.length === items.length) return texts.map(String);
    return this.#refuse(key, value, ({ list }) => list);
  }

  table(key: string): RawTable | undefined {
    const value = this.#take(key);
    if (value === undefined || isTable(value)) return value;
    return this.#refuse(key, value, ({ table }) => table(key));
  }

  tables(key: string): readonly RawTable[] {
    const value = this.#take(key);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every(isTable)) return value;
    this.#refuse(key, value, ({ tables }) => tables(key));
    return [];
  }

  /** To be called when every known key was asked for: the others are unknown. */
  refuseOthers(): void {
    for (const key of Object.keys(this.#raw)) {
      if (this.#asked.has(key)) continue;
      const similar = similarName(key, [...this.#asked]);
      this.#problems.add(this.place, ({ options }) => options.unknownKey(key, similar));
    }
  }

  #take(key: string): unknown {
    this.#asked.add(key);
    return this.#raw[key];
  }

  #refuse(
    key: string,
    value: unknown,
    wanted: (kinds: Texts["options"]["kinds"]) => string,
  ): undefined {
    const shown = JSON.stringify(value);
    this.#problems.add(this.placeOf(key), ({ options }) =>
      options.wrongKind(shown, wanted(options.kinds)),
    );
  }
}

function isTable(value: unknown): value is RawTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
