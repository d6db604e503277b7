// A command's flags, each declared once: its help, its default and its reader are one entry of a table, under the name that
// commander gives its value (`maxQueue` is --max-queue).
import { type Command, Option } from "commander";
import { type Catalogue, say, usageError } from "../../messages/catalogue.ts";
import { parseCount } from "../../units/count.ts";
import { Problems } from "./problems.ts";

interface Declared {
  /** "<n>"; with a short form "-c <n>"; "" for a switch. */
  readonly term: string;
  readonly help: string;
  /** Heading in the help; the default is that of all options. */
  readonly group?: string;
}

export interface ValueFlag<T, Default extends string | undefined> extends Declared {
  readonly kind: "value";
  /** @throws {OptionsError} if the text is no value of this flag. */
  readonly read: (text: string) => T;
  /** As it would be typed. */
  readonly default: Default;
}

export interface SwitchFlag extends Declared {
  readonly kind: "switch";
}

/** A flag that may be given several times. */
export interface ListFlag<T> extends Declared {
  readonly kind: "list";
  readonly read: (text: string) => T;
}

export type Flag = ValueFlag<unknown, string | undefined> | SwitchFlag | ListFlag<unknown>;
export type Flags = Readonly<Record<string, Flag>>;

type ValueOf<F extends Flag> = F extends SwitchFlag
  ? boolean
  : F extends ListFlag<infer T>
    ? readonly T[]
    : F extends ValueFlag<infer T, infer Default>
      ? T | (Default extends string ? never : undefined)
      : never;

/** What a table's flags are read as. */
export type Values<T extends Flags> = { readonly [K in keyof T]: ValueOf<T[K]> };

type TypedAs<F extends Flag> = F extends SwitchFlag
  ? boolean
  : F extends ListFlag<unknown>
    ? readonly string[]
    : string;

/** As commander gives them: a flag that was not typed is missing, whatever its default. */
export type Typed<T extends Flags> = { readonly [K in keyof T]?: TypedAs<T[K]> };

export function flag(term: string, help: string): ValueFlag<string, undefined>;
export function flag<T>(
  term: string,
  help: string,
  read: (text: string) => T,
): ValueFlag<T, undefined>;
export function flag<T>(
  term: string,
  help: string,
  read: (text: string) => T,
  byDefault: string,
): ValueFlag<T, string>;
export function flag(
  term: string,
  help: string,
  read: (text: string) => unknown = anyText,
  byDefault?: string,
): ValueFlag<unknown, string | undefined> {
  return { kind: "value", term, help, read, default: byDefault };
}

export function onOff(help: string): SwitchFlag {
  return { kind: "switch", term: "", help };
}

export function list<T>(term: string, help: string, read: (text: string) => T): ListFlag<T> {
  return { kind: "list", term, help, read };
}

/** Reads a flag whose value is taken as it is. */
export function anyText(typed: string): string {
  return typed;
}

/** Reads a whole number within limits. */
export function count(min: number, max: number): (text: string) => number {
  return (typed) => parseCount(typed, min, max);
}

/** Reads a seed. */
export const seed = count(0, 2 ** 32 - 1);

/** Reads one of a few words; an error names all of them. */
export function choice<const T extends string>(choices: readonly T[]): (text: string) => T {
  return (typed) => {
    const chosen = choices.find((known) => known === typed);
    if (chosen === undefined) throw usageError(({ problems }) => problems.noneOf(typed, choices));
    return chosen;
  };
}

export function namesOf<T extends Flags>(flags: T): readonly (keyof T & string)[] {
  return Object.keys(flags);
}

/** "--max-queue" of "maxQueue". */
export function flagName(name: string): string {
  return `--${kebabCase(name)}`;
}

export function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The same flags under another heading of the help. */
export function grouped<T extends Flags>(group: string, flags: T): T {
  const entries = Object.entries(flags).map(([name, one]) => [name, { ...one, group }]);
  return Object.fromEntries(entries) as T;
}

export function addFlags(command: Command, flags: Flags): Command {
  for (const [name, one] of Object.entries(flags)) {
    const [, short = "", value = ""] = /^(?:(-\w) ?)?(.*)$/.exec(one.term) ?? [];
    const option = new Option(
      [...(short === "" ? [] : [short]), `${flagName(name)} ${value}`.trim()].join(", "),
      one.help,
    );
    // commander reads a flag that starts with --no- as the negation of another flag; none of ours is one.
    option.negate = false;
    // The default is only shown: what was typed stays apart from what was not.
    if (one.kind === "value" && one.default !== undefined) option.default(undefined, one.default);
    if (one.kind === "list") {
      option.argParser((typed, before: readonly string[] | undefined) => [
        ...(before ?? []),
        typed,
      ]);
    }
    if (one.group !== undefined) option.helpGroup(one.group);
    command.addOption(option);
  }
  return command;
}

/** What was typed, and the defaults of the flags that were not: the record of a run's options. */
export function withDefaults<T extends Flags>(flags: T, typed: Typed<T>): Record<string, unknown> {
  const all = Object.entries(flags).map(([name, one]) => [
    name,
    typed[name] ?? (one.kind === "switch" ? false : one.kind === "value" ? one.default : []),
  ]);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** The flags that a user gave to one command, read by its table. Problems are collected. */
export class GivenFlags<T extends Flags, Texts = Catalogue> {
  /** Of use only where no problem was found: what can't be read is undefined. */
  readonly values: Values<T>;
  readonly typed: Typed<T>;
  readonly problems: Problems<Texts>;
  readonly #placeOf: (name: string) => string;

  /** `placeOf` returns where the user finds a flag. */
  constructor(
    flags: T,
    typed: Typed<T>,
    problems: Problems<Texts>,
    placeOf: (name: string) => string = flagName,
  ) {
    this.typed = typed;
    this.problems = problems;
    this.#placeOf = placeOf;
    const values = Object.entries(flags).map(([name, one]) => [name, this.#read(name, one)]);
    this.values = Object.fromEntries(values) as Values<T>;
  }

  #read(name: string, one: Flag): unknown {
    const typed: unknown = this.typed[name];
    if (one.kind === "switch") return typed === true;
    if (one.kind === "list") {
      return ((typed as readonly string[] | undefined) ?? []).flatMap(
        (each) => this.check(name, () => [one.read(each)]) ?? [],
      );
    }
    const given = (typed as string | undefined) ?? one.default;
    return given === undefined ? undefined : this.check(name, () => one.read(given));
  }

  /** Whether the user gave it. A switch that a file turns off is not given. */
  has(name: keyof T & string): boolean {
    return this.typed[name] !== undefined && this.typed[name] !== false;
  }

  /** What `read` returns; its problems are those of a flag. */
  check<V>(name: keyof T & string, read: () => V): V | undefined {
    return this.problems.read(this.#placeOf(name), read);
  }

  refuse(name: keyof T & string, problem: Parameters<Problems<Texts>["add"]>[1]): void {
    this.problems.add(this.#placeOf(name), problem);
  }

  /** Refuses each of `names` that the user gave although it has no effect. */
  refuseIdle(names: readonly (keyof T & string)[], reason: (texts: Texts) => string): void {
    for (const name of names) if (this.has(name)) this.refuse(name, reason);
  }
}

/** Reads the flags of one of the system's commands. */
export function readFlags<T extends Flags>(flags: T, typed: Typed<T>): GivenFlags<T> {
  return new GivenFlags(flags, typed, new Problems(say));
}
