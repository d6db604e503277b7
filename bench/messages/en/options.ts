// What is wrong with what the user typed for `bun bench`, in English.

export const english = {
  // --stages
  ofStage: (number: number, problem: string) => `stage ${number}: ${problem}`,
  notAStage: (text: string) =>
    `"${text}" is not a stage (write it like 10s:100/s or 10s:100..1000/s)`,
  stageWithoutLength: (text: string) => `"${text}" has no length`,
  noRateAboveZero: (text: string) => `"${text}" has no rate above 0: nothing would be sent`,
};

export type OptionProblems = typeof english;
