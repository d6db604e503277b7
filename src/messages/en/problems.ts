// What is wrong with what the user typed, in English. Values that a unit can't read are in src/units/problems.ts.

export const english = {
  error: (problem: string) => `error: ${problem}`,
  bug: () => "error: this is a bug in Escalera; please report it:",
  ofFlag: (flag: string, problem: string) => `${flag}: ${problem}`,
  noneOf: (text: string, choices: readonly string[]) =>
    `"${text}" is none of ${choices.join(", ")}`,
};

export type Problems = typeof english;
