// What a task or its module threw, in English.

export const english = {
  thrown: (shown: string) => `${shown} was thrown`,
  unshowable: "a value that can't be shown was thrown",
  withCause: (message: string, cause: string) => `${message} (cause: ${cause})`,
  noDefaultFunction: "it has no default export that is a function",
  threadExited: (exitCode: number | null) => `the thread exited with code ${exitCode}`,
};

export type ThrownTexts = typeof english;
