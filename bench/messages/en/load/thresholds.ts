// Conditions on a load run (`--fail-if`, `--pass-if`) and what became of them, in English.

const counted = (count: string, noun: string): string =>
  `${count} ${noun}${count === "1" ? "" : "s"}`;

export const english = {
  // What is wrong with one that was typed.
  notACondition: (text: string, examples: string, isCut: boolean) =>
    `"${text}" is not a condition (write it like ${examples})${isCut ? "; put it in quotes, because the shell takes > and < for itself" : ""}`,
  unknownMetric: (name: string, metrics: string) => `unknown metric "${name}": use ${metrics}`,
  metrics:
    "p50, p99, mean, max, any other percentile such as p99.9, errors, timeouts, dropped, throughput or achieved",
  neitherCountNorShare: (text: string, value: string) =>
    `"${text}": "${value}" is neither a number of requests nor a share (write it like 10 or 0.1%)`,
  inCondition: (text: string, problem: string) => `"${text}": ${problem}`,
  noRateOffered: (text: string) =>
    `"${text}": a closed load offers no rate, so no share of it can be achieved; give --rate or --stages`,
  /** The other flag would read the condition as people mean it. */
  reversed: (flag: string, text: string, other: string) =>
    `--${flag} '${text}' ${flag === "fail-if" ? "fails" : "passes"} the run when the condition is true; to ${flag === "fail-if" ? "pass" : "fail"} it then, use --${other} '${text}'`,

  // Results.
  results: { passed: "passed", failed: "failed", unknown: "unknown" },
  unmatched: "it is not known which request a reply answers: give --ordered, or ids",
  noReply: "no request was answered",
  noRequest: "there was no request",
  noTime: "no time was measured",
  noSuchRequest: (name: string) => `there is no request named ${name}`,
  countOf: (count: string, whole: string, share: string) => `${count} of ${whole} (${share})`,
  tooFew: (metric: string, needed: string, count: string) =>
    `too few requests: ${metric} needs ${needed}, and the run has ${count}`,
  noMean: (count: string) =>
    `no mean: the response time of ${counted(count, "request")} is not known`,
  interval: (low: string, high: string) => `95 % interval ${low} to ${high}`,
  noEnd: "no limit",
  noInterval: (blocks: number) =>
    `no interval, which needs at least ${blocks} s of measured time and a metric of all requests`,
};

export type ThresholdTexts = typeof english;
