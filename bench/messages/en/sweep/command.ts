// What `bun bench` reports beside a sweep's result, in English.

export const english = {
  noConnection: (target: string, reason: string) =>
    `no connection to ${target} (${reason}): is the server running? Start one with: bun run server`,
  interruptedBefore: "interrupted before the first burst: nothing was measured",
  generatorLost: (ended: string) =>
    `the generator process ended (${ended}), so the sweep stopped; the rows measured before are kept in requests.csv. Repeat the sweep; if the system ended the process, give it more memory`,
  /** A server or a cluster that the sweep starts itself. */
  endedWith: (system: "server" | "cluster", exitCode: number) =>
    `the ${system} ended with exit code ${exitCode}`,
  notUpWithin: (system: "server" | "cluster", duration: string) =>
    `the ${system} did not listen within ${duration}`,
};

export type SweepCommandTexts = typeof english;
