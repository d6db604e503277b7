// Scenario files: the flags of `bun bench load` under their long names, in TOML, and what flags can't say: several named
// requests, what is said first on a connection, stages as tables. Paths are relative to the file.
import { dirname, resolve } from "node:path";
import type { RequestSpec } from "../../run/load/plan.ts";
import { say, type Texts, usageError } from "../../messages/texts.ts";
import { GivenFlags, kebabCase, namesOf } from "../../../src/cli/options/flags.ts";
import { Problems } from "../../../src/cli/options/problems.ts";
import { parseToml, readInputFile } from "../options/input-file.ts";
import { type RawTable, TomlTable } from "../options/toml-table.ts";
import { readAddress } from "./address.ts";
import { checkExclusions, CONTENT_FLAGS, isFileArrivals } from "./exclusions.ts";
import {
  LOAD_FLAGS,
  type LoadFlag,
  type LoadFlags,
  REQUEST_FLAGS,
  type RequestFlags,
} from "./flags.ts";
import { readRequest } from "./requests.ts";

const MAX_WEIGHT = 1e6;
const PATH_FLAGS: ReadonlySet<LoadFlag> = new Set([
  "sendFile",
  "sendJsonl",
  "tlsCa",
  "tlsCert",
  "tlsKey",
  "out",
]);

export interface Scenario {
  /** As the user gave it. */
  readonly path: string;
  readonly target: string | undefined;
  /** What they would be on a command line. */
  readonly flags: LoadFlags;
  /** Empty where the file's flags say what is sent. */
  readonly requests: readonly RequestSpec[];
  /** What is said on each new connection before requests. */
  readonly hello: readonly RequestSpec[];
}

/**
 * Reads a scenario and checks the whole of it.
 * @throws {OptionsError} with every problem there is, each with its place, such as 'x.toml: request 2 "GET": weight: …'.
 */
export function readScenario(path: string): Scenario {
  const problems = new Problems(say);
  const raw = problems.read("--scenario", () => readInputFile(path).toString("utf8"));
  const tables = raw === undefined ? undefined : problems.read(path, () => parseToml(raw));
  problems.throwIfAny();
  const scenario = new ScenarioReader(path, tables ?? {}, problems).read();
  problems.throwIfAny();
  return scenario;
}

class ScenarioReader {
  readonly #path: string;
  readonly #problems: Problems<Texts>;
  readonly #top: TomlTable;

  constructor(path: string, tables: RawTable, problems: Problems<Texts>) {
    this.#path = path;
    this.#problems = problems;
    this.#top = new TomlTable(tables, path, problems);
  }

  /** Its result is of use only where there was no problem. */
  read(): Scenario {
    const top = this.#top;
    const problems = this.#problems;
    const target = top.text("target");
    if (target !== undefined) problems.read(top.placeOf("target"), () => readAddress(target));
    const own = this.#readFlags(top, namesOf(LOAD_FLAGS));
    const stages = this.#readStages(own);
    const { greeting, hello } = this.#readConnection(own);
    const all: LoadFlags = {
      ...own,
      ...(stages !== undefined && { stages }),
      ...(greeting !== undefined && { greeting }),
    };
    const tables = top.tables("request");
    // What the top says of all requests is read with each of them.
    const read = tables.length === 0 ? all : withoutRequest(all);
    const given = new GivenFlags(LOAD_FLAGS, read, problems, (flag) =>
      top.placeOf(kebabCase(flag)),
    );
    if (tables.length === 0 && CONTENT_FLAGS.some((flag) => given.has(flag))) {
      readRequest({ name: "request", weight: 1 }, given);
    }
    const requests = this.#readRequests(tables, own);
    top.refuseOthers();
    checkExclusions(given);
    return { path: this.#path, target, flags: all, requests, hello };
  }

  #readFlags(table: TomlTable, flags: readonly LoadFlag[]): LoadFlags {
    const values = flags.map((flag) => {
      const key = kebabCase(flag);
      const { kind } = LOAD_FLAGS[flag];
      if (kind === "switch") return [flag, table.isOn(key)];
      if (kind === "list") return [flag, table.list(key)];
      const text = table.text(key);
      return [flag, text === undefined ? undefined : this.#resolvePath(flag, text)];
    });
    return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as LoadFlags;
  }

  #resolvePath(flag: LoadFlag, text: string): string {
    const folder = dirname(this.#path);
    if (PATH_FLAGS.has(flag)) return resolve(folder, text);
    if (flag !== "arrivals" || !isFileArrivals(text)) return text;
    return `file:${resolve(folder, text.slice("file:".length))}`;
  }

  /** The `[[stage]]` tables as `--stages` has them. */
  #readStages(own: LoadFlags): string | undefined {
    const tables = this.#top.tables("stage");
    if (tables.length > 0 && own.stages !== undefined) {
      this.#problems.add(this.#top.placeOf("stages"), ({ options }) => options.stagesTwice());
    }
    const stages = tables.map((raw, i) => {
      const table = new TomlTable(raw, this.#top.placeOf(`stage ${i + 1}`), this.#problems);
      const [duration, rate] = ["duration", "rate"].map((key) => this.#needText(table, raw, key));
      table.refuseOthers();
      return duration === undefined || rate === undefined ? undefined : `${duration}:${rate}`;
    });
    return stages.length === 0 || stages.includes(undefined) ? undefined : stages.join(",");
  }

  #needText(table: TomlTable, raw: RawTable, key: string): string | undefined {
    if (raw[key] === undefined) {
      this.#problems.add(table.place, ({ options }) => options.missingKey(key));
    }
    return table.text(key);
  }

  #readConnection(own: LoadFlags): {
    readonly greeting: string | undefined;
    readonly hello: readonly RequestSpec[];
  } {
    const place = this.#top.placeOf("connection");
    const table = new TomlTable(this.#top.table("connection") ?? {}, place, this.#problems);
    const greeting = table.text("greeting");
    if (greeting !== undefined && own.greeting !== undefined) {
      this.#problems.add(table.placeOf("greeting"), ({ options }) => options.greetingTwice());
    }
    const hello = table
      .tables("hello")
      .map((raw, i) => this.#readHello(raw, `hello ${i + 1}`, place));
    table.refuseOthers();
    return { greeting, hello: hello.filter((one) => one !== undefined) };
  }

  #readHello(raw: RawTable, name: string, place: string): RequestSpec | undefined {
    const table = new TomlTable(raw, `${place}: ${name}`, this.#problems);
    const request = this.#readRequest(table, { name, weight: 1 });
    if (request?.reply.kind === "none" || request?.reply.kind === "close") {
      this.#problems.add(table.placeOf("reply"), ({ options }) => options.helloMustGoOn());
    }
    return request;
  }

  #readRequests(tables: readonly RawTable[], own: LoadFlags): readonly RequestSpec[] {
    if (tables.length === 0) return [];
    const { send, sendFile, sendJsonl, task, shuffle, ...defaults } = requestFlags(own);
    for (const [flag, value] of Object.entries({ send, sendFile, sendJsonl, task, shuffle })) {
      if (value === undefined) continue;
      this.#problems.add(this.#top.placeOf(kebabCase(flag)), (t) => t.options.contentTwice());
    }
    const names = new Set<string>();
    const requests = tables.map((raw, i) => {
      const name = typeof raw["name"] === "string" ? raw["name"] : `request ${i + 1}`;
      const place = `request ${i + 1}${raw["name"] === undefined ? "" : ` ${JSON.stringify(name)}`}`;
      const table = new TomlTable(raw, this.#top.placeOf(place), this.#problems);
      table.text("name");
      if (names.has(name)) {
        this.#problems.add(table.placeOf("name"), ({ options }) => options.nameTaken(name));
      }
      names.add(name);
      const text = table.text("weight") ?? "1";
      const weight = this.#problems.read(table.placeOf("weight"), () => readWeight(text)) ?? 1;
      return this.#readRequest(table, { name, weight }, defaults);
    });
    return requests.filter((one) => one !== undefined);
  }

  /** `defaults` are what the file says of all requests. */
  #readRequest(
    table: TomlTable,
    named: { readonly name: string; readonly weight: number },
    defaults: RequestFlags = {},
  ): RequestSpec | undefined {
    const own = this.#readFlags(table, namesOf(REQUEST_FLAGS));
    table.refuseOthers();
    if (CONTENT_FLAGS.every((flag) => own[flag] === undefined)) {
      const all = CONTENT_FLAGS.map(kebabCase);
      this.#problems.add(table.place, ({ options }) => options.nothingToSend(all));
    }
    const given = new GivenFlags(REQUEST_FLAGS, { ...defaults, ...own }, this.#problems, (flag) =>
      table.placeOf(kebabCase(flag)),
    );
    return readRequest(named, given);
  }
}

function requestFlags(flags: LoadFlags): RequestFlags {
  return Object.fromEntries(
    Object.entries(flags).filter(([flag]) => Object.hasOwn(REQUEST_FLAGS, flag)),
  );
}

function withoutRequest(flags: LoadFlags): LoadFlags {
  return Object.fromEntries(
    Object.entries(flags).filter(([flag]) => !Object.hasOwn(REQUEST_FLAGS, flag)),
  );
}

function readWeight(text: string): number {
  const weight = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (weight > 0 && weight <= MAX_WEIGHT) return weight;
  throw usageError(({ options }) => options.notAWeight(text, MAX_WEIGHT));
}
