// `bun bench selftest`, in English. Numbers arrive as this language writes them.

export const english = {
  freeze: (stopped: string) =>
    `a target that stops for ${stopped} of 12 s, 1,000 requests per second`,
  delays: "a target with known delays, 200 requests per second for 12 s",
  /** Heads of the columns. */
  truth: "true",
  measured: "measured",
  error: "error",
  closedLoad: "a closed load would report",
  ok: "ok",
  wrong: "WRONG",
  invalid: (reason: string) => `invalid: ${reason}`,
};

export type SelftestTexts = typeof english;
