import { describe, expect, test } from "bun:test";
import {
  expectedOf,
  simulateSweep,
  type SimulatedServer,
} from "../../test/support/simulate-sweep.ts";
import type { Expected, Judgement } from "../run/sweep/run.ts";
import { untranslated } from "../../src/units/text.ts";
import { defaultBounds } from "./sweep/bounds.ts";
import { judge } from "./sweep/judge.ts";

const LEVELS = [1, 5, 10, 11, 20, 25, 35, 50, 100];

function judged(
  server: Partial<SimulatedServer>,
  expected: Partial<Expected> = {},
  levels = LEVELS,
): Judgement {
  const whole = expectedOf({ form: server.form ?? "json", ...expected });
  return judge(whole, defaultBounds(whole), simulateSweep(server, levels, 1), { seed: 1 });
}

function textsOf({ sentence, verdicts, warnings, inconclusiveReasons }: Judgement) {
  const summaries = verdicts.map(({ summary }) => summary);
  return [sentence, ...summaries, ...warnings, ...inconclusiveReasons];
}

const SYSTEMS: [string, Partial<SimulatedServer>, Partial<Expected>?, number[]?][] = [
  ["a sound one", {}],
  ["9 threads", { threads: 9, overheadNs: 400e6 }],
  ["threads that change", { threadsOf: (level) => (level > 30 ? 9 : undefined) }],
  ["no bound on threads", { threads: 1000 }],
  ["too slow", { service: "220ms", discipline: "lcfs" }],
  ["a stall", { stall: { level: 50, step: 4, pauseNs: 400e6 }, discipline: "random" }],
  ["a black box", { form: "plain", service: "220ms" }],
  ["a fast black box", { form: "plain", service: "90ms" }],
  ["a far faster one", { form: "plain", threads: 1, service: "20us" }, { service: "3s" }],
  ["no wait", {}, {}, [1, 5, 10]],
  ["late and no wait", { overheadNs: 400e6 }, {}, [5, 10]],
  ["a late black box, and no wait", { form: "plain", overheadNs: 400e6 }, {}, [5, 10]],
  ["failures", { failEvery: 3 }],
  ["lies", { lie: (truth) => ({ ...truth, thread: 1, waitNs: 0 }) }],
  ["long sojourns", { lie: (truth) => ({ ...truth, sojournNs: 2 * truth.sojournNs }) }],
  ["drawn times", { service: "exp:200ms" }, { service: "exp:200ms" }],
  ["a black box of drawn times", { form: "plain", service: "exp:200ms" }, { service: "exp:200ms" }],
  ["blurred", { form: "plain", service: "uniform:100ms..300ms" }, {}, [5, 20, 40]],
  ["scattered", { stepOverheadOf: (level) => ((level * 7919) % 13) * 1e6 - 2e6 }],
];

describe("what is said of a sweep", () => {
  // Rows are of several lengths, so not each of them as arguments.
  test.each(SYSTEMS.map((system) => ({ name: system[0], system })))(
    "is Spanish in Spanish: $name",
    ({ system: [, server, expected, levels] }) => {
      for (const text of textsOf(judged(server, expected, levels))) {
        expect(text.es).not.toMatch(
          /\b(?:the|of|and|at|per|is|are|was|not|replies|threads?|steps?|level|bursts?|requests?|overhead|service time|allowed|expected|instead|cannot)\b/,
        );
        // Numbers have a decimal comma, and thousands have no comma.
        expect(text.es).not.toMatch(/\d\.\d+ (?:ms|s)\b/);
        expect(text.en).not.toMatch(/\d,\d+ (?:ms|s)\b|\b(?:de|los|hilos)\b/);
        for (const said of [text.en, text.es]) expect(said).not.toMatch(/undefined|NaN|Infinity/);
      }
    },
  );

  test("has the same numbers in both languages", () => {
    for (const [, server, expected, levels] of SYSTEMS) {
      for (const { en, es } of textsOf(judged(server, expected, levels))) {
        const digits = (text: string): string[] => text.match(/\d+/g) ?? [];
        // "1 more repeat" and "1000 repeats" are written in words of their own.
        const bare = (text: string): string => text.replaceAll(/[\u00A0,.](?=\d{3}\b)/g, "");
        expect(digits(bare(es)).toSorted()).toEqual(digits(bare(en)).toSorted());
      }
    }
  });

  test("reads as a sentence in both", () => {
    expect(judged({}).sentence).toEqual({
      en: "10 threads of 200.2 ms, as expected; 2.4 ms of overhead at the start and 0.5 ms per step.",
      es: "10 hilos de 200,2 ms, como se esperaba; 2,4 ms de sobrecarga al comienzo y 0,5 ms por escalón.",
    });
    expect(judged({ failEvery: 3 }, {}, [20, 30]).sentence.es).toBe(
      "Esta medición no es concluyente: no se pudo juzgar ancho, servicio, sobrecarga y orden: fallaron 16 de 50 solicitudes (la mayoría: busy), y los niveles con fallas no se juzgan. Qué hacer: aumente el límite de tareas en espera del servidor, o use menos clientes.",
    );
    const limits = [untranslated("LIMIT")];
    const spoiled = simulateSweep({}, LEVELS, 1).map((own) => ({
      ...own,
      self: { ...own.self, limits },
    }));
    const { sentence } = judge(expectedOf(), defaultBounds(expectedOf()), spoiled, { seed: 1 });
    expect(sentence.es).toStartWith(
      "Esta medición es inválida: el límite fue el generador o su máquina (nivel 1: LIMIT, y no se midió otra vez, y 8 más). No vale por esa razón: 10 hilos de",
    );
    // What is missing of a run that does not count is not named.
    const failed = simulateSweep({ failEvery: 3 }, [20, 30], 1).map((own) => ({
      ...own,
      self: { ...own.self, limits },
    }));
    expect(judge(expectedOf(), defaultBounds(expectedOf()), failed, { seed: 1 }).sentence.en).toBe(
      "This run is invalid: the generator or its host was the limit (level 20: LIMIT, and it was not measured again, and 1 more). Not valid for that reason: Nothing can be stated about the staircase: no level was answered without failures.",
    );
  });
});
