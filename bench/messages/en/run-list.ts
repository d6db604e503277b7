// The list of runs of `bun bench list`, in English.

export const english = {
  status: { running: "not ended", interrupted: "interrupted" },
  invalid: "INVALID",
  inconclusive: "INCONCLUSIVE",
  errors: (share: string) => `${share} errors`,
  roundTrips: (rate: string) => `${rate} round trips`,
  /** A verdict or a threshold with its result. */
  result: (what: string, result: string) => `${what} ${result}`,
  cantBeRead: (problem: string) => `cannot be read: ${problem}`,
};

export type RunListTexts = typeof english;
