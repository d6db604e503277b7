// Scenario files: the flags of `bun bench load` under their long names, in TOML, and what flags can't say: several named
// requests, what is said first on a connection, stages as tables. Paths are relative to the file.
import { dirname, resolve } from "node:path";
import type { RequestSpec } from "../../run/load/plan.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import {
  CONTENT_FLAGS,
  FLAG_KINDS,
  isFileArrivals,
  kebabCase,
  type LoadFlag,
  type LoadFlags,
  REQUEST_FLAGS,
} from "./flags.ts";
import { checkExclusions } from "./loop.ts";
import { readRequest, type RequestFlags } from "./requests.ts";
import { readAddress, readValues } from "./values.ts";
import { Problems } from "../options/problems.ts";
import { readInputFile } from "./input-file.ts";
import { parseToml } from "../options/toml-file.ts";
import { type RawTable, TomlTable } from "../options/toml-table.ts";
import { say } from "../../messages/texts.ts";

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
  const problems = new Problems();
  const raw = problems.read("--scenario", () => readInputFile(path).toString("utf8"));
  const tables = raw === undefined ? undefined : problems.read(path, () => parseToml(raw));
  problems.throwIfAny();
  const scenario = new ScenarioReader(path, tables ?? {}, problems).read();
  problems.throwIfAny();
  return scenario;
}

class ScenarioReader {
  readonly #path: string;
  readonly #problems: Problems;
  readonly #top: TomlTable;

  constructor(path: string, tables: RawTable, problems: Problems) {
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
    const own = this.#readFlags(top, [...FLAG_KINDS.keys()]);
    const stages = this.#readStages(own);
    const { greeting, hello } = this.#readConnection(own);
    const requests = this.#readRequests(own);
    top.refuseOthers();

    const all: LoadFlags = {
      ...own,
      ...(stages !== undefined && { stages }),
      ...(greeting !== undefined && { greeting }),
    };
    const placeOf = (flag: LoadFlag): string => top.placeOf(kebabCase(flag));
    readValues(all, placeOf, problems);
    checkExclusions(all, placeOf, problems);
    return { path: this.#path, target, flags: all, requests, hello };
  }

  #readFlags(table: TomlTable, flags: readonly LoadFlag[]): LoadFlags {
    const values = flags.map((flag) => {
      const key = kebabCase(flag);
      const kind = FLAG_KINDS.get(flag);
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
      this.#problems.add(
        this.#top.placeOf("stages"),
        say((texts) => texts.options.stagesTwice()),
      );
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
    if (raw[key] === undefined)
      this.#problems.add(
        table.place,
        say((texts) => texts.options.missingKey(key)),
      );
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
      this.#problems.add(
        table.placeOf("greeting"),
        say((texts) => texts.options.greetingTwice()),
      );
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
      this.#problems.add(
        table.placeOf("reply"),
        say((texts) => texts.options.helloMustGoOn()),
      );
    }
    return request;
  }

  #readRequests(own: LoadFlags): readonly RequestSpec[] {
    const tables = this.#top.tables("request");
    if (tables.length === 0) {
      const placeOf = (flag: string): string => this.#top.placeOf(kebabCase(flag));
      if (CONTENT_FLAGS.some((flag) => own[flag] !== undefined)) {
        readRequest({ name: "request", weight: 1, ...own }, placeOf, this.#problems);
      }
      return [];
    }
    for (const flag of [...CONTENT_FLAGS, "shuffle"] as const) {
      if (own[flag] !== undefined) {
        const place = this.#top.placeOf(kebabCase(flag));
        this.#problems.add(
          place,
          say((texts) => texts.options.contentTwice()),
        );
      }
    }
    const { reply, idAt, idMatch, expect, reject, expectError } = own;
    const names = new Set<string>();
    const requests = tables.map((raw, i) => {
      const name = typeof raw["name"] === "string" ? raw["name"] : `request ${i + 1}`;
      const place = `request ${i + 1}${raw["name"] === undefined ? "" : ` ${JSON.stringify(name)}`}`;
      const table = new TomlTable(raw, this.#top.placeOf(place), this.#problems);
      table.text("name");
      if (names.has(name))
        this.#problems.add(
          table.placeOf("name"),
          say((texts) => texts.options.nameTaken(name)),
        );
      names.add(name);
      const text = table.text("weight") ?? "1";
      const weight = this.#problems.read(table.placeOf("weight"), () => readWeight(text)) ?? 1;
      return this.#readRequest(
        table,
        { name, weight },
        {
          reply,
          idAt,
          idMatch,
          expect,
          reject,
          expectError,
        },
      );
    });
    return requests.filter((one) => one !== undefined);
  }

  /** `defaults` are what the file says of all requests. */
  #readRequest(
    table: TomlTable,
    named: { readonly name: string; readonly weight: number },
    defaults: { readonly [K in keyof RequestFlags]: RequestFlags[K] | undefined } = {},
  ): RequestSpec | undefined {
    const given = this.#readFlags(table, REQUEST_FLAGS);
    table.refuseOthers();
    if (CONTENT_FLAGS.every((flag) => given[flag] === undefined)) {
      const all = CONTENT_FLAGS.map(kebabCase);
      this.#problems.add(
        table.place,
        say((texts) => texts.options.nothingToSend(all)),
      );
    }
    const known = Object.entries(defaults).filter(([, value]) => value !== undefined);
    const flags: RequestFlags = { ...Object.fromEntries(known), ...given };
    return readRequest(
      { ...named, ...flags },
      (flag) => table.placeOf(kebabCase(flag)),
      this.#problems,
    );
  }
}

function readWeight(text: string): number {
  const weight = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(weight > 0 && weight <= MAX_WEIGHT)) {
    throw new OptionsError(say((texts) => texts.options.notAWeight(text, MAX_WEIGHT)));
  }
  return weight;
}
