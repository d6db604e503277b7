// What `bun bench load` reports beside its result, in English.

export const english = {
  warning: (text: string) => `warning: ${text}`,
  calledOff: () =>
    "interrupted before the first measured request: nothing was measured and no report was written",
  /** `ended`: a signal or an exit code, such as SIGKILL. */
  generatorsLost: (lost: readonly { readonly generator: number; readonly ended: string }[]) =>
    `${lost.map(({ generator, ended }) => `generator ${generator} ended (${ended})`).join(", ")} before its results were reported, so nothing was measured: repeat the load; if the system ended it, give it more memory`,
  generatorLost: (generator: number, count: number, ended: string) =>
    `generator ${generator} of ${count} ended (${ended}): its share of the load is missing and the run is invalid; the others go on (Ctrl-C stops them)`,
  unreachable: (target: string, kind: string, message: string, remedy: string) =>
    `no connection to ${target} (${kind}: ${message}): ${remedy}`,
  isItRunning: () => "is the target running?",
  alsoPid: (port: number, process: string) =>
    `is the target running? ${port} is also the PID of ${process}: a target is a port`,
  noLineEnd: (which: string, text: string) =>
    `${which} "${text}" has no line end, and its reply is a line: a target that reads lines will wait for one and not answer; try "${text}\\r\\n"`,
  ofRequest: (name: string) => `request ${name}:`,
};

export type LoadCommandTexts = typeof english;
