// Flags of a load that can't go together, and how those of the command line take the place of a scenario's.
import type { Texts } from "../../messages/texts.ts";
import { kebabCase, namesOf } from "../../../src/cli/options/flags.ts";
import { type GivenLoadFlags, type LoadFlag, type LoadFlags, REQUEST_FLAGS } from "./flags.ts";

/** One of these says what is sent. */
export const CONTENT_FLAGS = ["send", "sendFile", "sendJsonl", "task"] as const;

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
const EXCLUSIONS: readonly (readonly [LoadFlag, LoadFlag, Why])[] = [
  ...NOT_OF_A_BURST.map((other) => ["burst", other, "burst"] as const),
  ...OPEN_FLAGS.map((other) => ["think", other, "schedule"] as const),
  ["ordered", "idAt", "ids"],
  ["ordered", "idMatch", "ids"],
  ["stages", "rate", "stagesHaveRates"],
  ["stages", "duration", "stagesHaveDurations"],
];

/** Finds flags that can't go together, whatever their values are. */
export function checkExclusions(given: GivenLoadFlags): void {
  for (const [one, other, reason] of EXCLUSIONS) {
    if (given.has(one) && given.has(other)) {
      given.refuse(other, ({ loadOptions: t }) => t.notWith(kebabCase(one), t.why[reason]));
    }
  }
  if (!isFileArrivals(given.typed.arrivals)) return;
  given.refuseIdle(["rate", "stages"], ({ loadOptions }) => loadOptions.notWithTrace());
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
  if (CONTENT_FLAGS.some(isTyped)) for (const flag of namesOf(REQUEST_FLAGS)) replaced.add(flag);
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
