// What is wrong with what the user typed, in English. Values that a unit can't read are in src/units/problems.ts.

export const english = {
  error: (problem: string) => `error: ${problem}`,
  bug: () => "error: this is a bug in Escalera; please report it:",
  ofFlag: (flag: string, problem: string) => `${flag}: ${problem}`,
  noneOf: (text: string, choices: readonly string[]) =>
    `"${text}" is none of ${choices.join(", ")}`,
  // A host and a port; `instead` is what to write.
  hostAlone: (text: string, instead: string) => `"${text}" is more than a host: write ${instead}`,
  portAlone: (text: string, instead: string) => `"${text}" is more than a port: write ${instead}`,
  pidForPort: (text: string, process: string, min: number, max: number) =>
    `${text} is the PID of ${process}, not a port: a port is ${min} to ${max}`,
};

export type Problems = typeof english;
