// The flags of `bun bench load` as they are typed, and how those of the command line take the place of a scenario's.
import type { Texts } from "../../messages/texts.ts";

const TEXTS = [
  "send",
  "sendFile",
  "sendJsonl",
  "task",
  "reply",
  "idAt",
  "idMatch",
  "expect",
  "reject",
  "greeting",
  "tlsCa",
  "tlsCert",
  "tlsKey",
  "connections",
  "think",
  "rate",
  "stages",
  "arrivals",
  "burst",
  "duration",
  "requests",
  "warmup",
  "timeout",
  "pipeline",
  "reconnect",
  "generators",
  "seed",
  "out",
  "label",
  "format",
] as const;
const SWITCHES = [
  "shuffle",
  "ordered",
  "insecure",
  "drop",
  "allowErrors",
  "allowUnknown",
  "strict",
  "abortOnFail",
  "samples",
] as const;
const LISTS = ["expectError", "failIf", "passIf", "watchPid"] as const;

/** As commander gives them; one that was not typed is missing, so that a scenario's may stand in for it. */
export type LoadFlags = { readonly [K in (typeof TEXTS)[number]]?: string } & {
  readonly [K in (typeof SWITCHES)[number]]?: boolean;
} & { readonly [K in (typeof LISTS)[number]]?: readonly string[] } & {
  /** Path of a file that holds any of the others. */
  readonly scenario?: string;
};

/** A flag that may be in a scenario file, too. */
export type LoadFlag = Exclude<keyof LoadFlags, "scenario">;

export const FLAG_KINDS: ReadonlyMap<LoadFlag, "text" | "switch" | "list"> = new Map([
  ...TEXTS.map((flag) => [flag, "text"] as const),
  ...SWITCHES.map((flag) => [flag, "switch"] as const),
  ...LISTS.map((flag) => [flag, "list"] as const),
]);

/** One of these says what is sent. */
export const CONTENT_FLAGS = ["send", "sendFile", "sendJsonl", "task"] as const;
/** All that is said of one request. */
export const REQUEST_FLAGS = [
  ...CONTENT_FLAGS,
  "shuffle",
  "reply",
  "idAt",
  "idMatch",
  "expect",
  "reject",
  "expectError",
] as const;

const OPEN_FLAGS = ["rate", "stages", "arrivals", "drop"] as const;
const NOT_OF_A_BURST = [
  ...OPEN_FLAGS,
  "think",
  "connections",
  "duration",
  "requests",
  "warmup",
  "pipeline",
  "reconnect",
] as const;
/** A key of the reasons in the catalogue. */
type Why = keyof Texts["loadOptions"]["why"];

/** Pairs that exclude each other: the flag given, the one that can't be given with it, and why. */
export const EXCLUSIONS: readonly (readonly [LoadFlag, LoadFlag, Why])[] = [
  ...NOT_OF_A_BURST.map((other) => ["burst", other, "burst"] as const),
  ...OPEN_FLAGS.map((other) => ["think", other, "schedule"] as const),
  ["ordered", "idAt", "ids"],
  ["ordered", "idMatch", "ids"],
  ["stages", "rate", "stagesHaveRates"],
  ["stages", "duration", "stagesHaveDurations"],
];

/** The name that a user types, without its dashes. */
export function kebabCase(flag: string): string {
  return flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function isFileArrivals(arrivals: string | undefined): boolean {
  return arrivals?.startsWith("file:") === true;
}

/**
 * The flags of the command line and, where they leave something open, those of the scenario. What belongs together is
 * replaced together: what is sent with its reply, the kind of load, the time with the number of requests.
 */
export function mergeFlags(fromFile: LoadFlags, typed: LoadFlags): LoadFlags {
  const replaced = new Set<LoadFlag>();
  const isTyped = (flag: LoadFlag): boolean => typed[flag] !== undefined;
  if (CONTENT_FLAGS.some(isTyped)) for (const flag of REQUEST_FLAGS) replaced.add(flag);
  for (const kind of ["burst", "rate", "stages", "think"] as const) {
    if (!isTyped(kind)) continue;
    for (const [a, b] of EXCLUSIONS) {
      if (a === kind) replaced.add(b);
      if (b === kind) replaced.add(a);
    }
    if (isFileArrivals(fromFile.arrivals)) replaced.add("arrivals");
  }
  if (isFileArrivals(typed.arrivals)) replaced.add("rate").add("stages");
  if (isTyped("idAt") || isTyped("idMatch")) replaced.add("ordered");
  if (isTyped("ordered")) replaced.add("idAt").add("idMatch");
  if (isTyped("duration") || isTyped("requests")) replaced.add("duration").add("requests");
  const kept = Object.entries(fromFile).filter(([flag]) => !replaced.has(flag as LoadFlag));
  return { ...Object.fromEntries(kept), ...typed };
}
