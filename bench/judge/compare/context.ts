// Differences of two runs beside their results: options and machine.
import { formatDuration } from "../../../src/units/duration.ts";
import type { Notice } from "../../run/header.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { compareNotice } from "./notices.ts";
import { present } from "../../../src/units/present.ts";

export interface ContextDifference {
  /** Such as "connections" or "kernel". */
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

const MAX_CHARACTERS = 80;

/** Without the seed, which does not change the load. */
export function planDifferences(a: LoadRun, b: LoadRun): ContextDifference[] {
  return differencesOf({ ...a.plan, seed: null }, { ...b.plan, seed: null });
}

/** Machine, kernel, versions. */
export function machineDifferences(a: LoadRun, b: LoadRun): ContextDifference[] {
  return differencesOf({ ...a.environment }, { ...b.environment });
}

/** "connections (50, 100), timeout (5 s, 1 s)". */
function listDifferences(differences: readonly ContextDifference[]): string {
  return differences.map(({ name, a, b }) => `${name} (${a}, ${b})`).join(", ");
}

/** Differences that make two saved runs less comparable. */
export function contextWarnings(a: LoadRun, b: LoadRun): Notice[] {
  const plan = listDifferences(planDifferences(a, b));
  const machine = listDifferences(machineDifferences(a, b));
  const sides = [
    ["A", a],
    ["B", b],
  ] as const;
  return present(
    plan !== "" && compareNotice("other-plan", { differences: plan }),
    machine !== "" && compareNotice("other-machine", { differences: machine }),
    ...sides.map(
      ([side, { status }]) =>
        status !== "complete" && compareNotice("unfinished", { side, status }),
    ),
  );
}

function differencesOf(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): ContextDifference[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => {
    // Both were written by the same code, or read from its JSON: equal values have their fields in the same order.
    if (JSON.stringify(a[key]) === JSON.stringify(b[key])) return [];
    return [{ name: wordsOf(key), a: textOf(key, a[key]), b: textOf(key, b[key]) }];
  });
}

/** "max requests" of "maxRequests", "duration" of "durationNs". */
function wordsOf(key: string): string {
  return key.replace(/Ns$/, "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(key: string, value: unknown): string {
  if (key.endsWith("Ns") && typeof value === "number") return formatDuration(value);
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`;
}
