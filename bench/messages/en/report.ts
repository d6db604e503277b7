// What the reports of all commands share, in English.

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const english = {
  /** The headline of a report, with the run's label. */
  titled: (what: string, label: string) => (label === "" ? what : `${what}, ${label}`),
  /** Above the pictures, and the fold that holds most of them in markdown. */
  pictures: "Charts",
  morePictures: (titles: string) => `More charts: ${titles}`,
  pictureNotDrawn: "This chart was not drawn.",
  warnings: "Warnings",
  /** In a terminal, before each. */
  warning: (text: string) => `warning: ${text}`,
  moreWarnings: (count: number) =>
    `and ${count} more ${count === 1 ? "warning" : "warnings"} in the report`,
  /** Below a summary: where the report is. */
  paths: { report: "report", open: "open with" },
  runNotEnded: "The run has not ended, so there is no verdict yet.",
  nothingJudged: "There was nothing to judge.",
  /** Of a table or chart that is wider than the screen, for people who hear the page. */
  scrollableTable: "table, scrolls sideways",
  scrollableChart: "chart, scrolls sideways",
  alarms: {
    interrupted: "INTERRUPTED",
    invalid: "INVALID",
    inconclusive: "INCONCLUSIVE",
    nothingMeasured: "NOTHING MEASURED",
    failed: "FAILED",
    noOkReply: "No request got an ok reply.",
  },
  thresholdResults: { passed: "passed", failed: "FAILED", unknown: "unknown" },
  what: "item",
  value: "value",
  unknown: "unknown",
  none: "none",
  yes: "yes",
  no: "no",
  how: {
    heading: "How it was measured",
    folded: (heading: string, date: string, machine: string) => `${heading}: ${date}, ${machine}`,
    started: "started",
    ended: "ended",
    seed: "seed",
    machine: "machine",
    coresOf: (cores: string, model: string) => `${cores}, ${model}`,
    kernel: "kernel",
    versions: "versions",
    commit: (commit: string) => `commit ${commit}`,
    allOptions: "All options",
    option: "option",
  },
  files: {
    heading: "Files",
    file: "file",
    contents: "contents",
    picture: "chart",
    reportHtml: "this report in one file, with interactive charts",
    reportMd: "this report in markdown",
  },
  /** Month 1 to 12. */
  date: (year: number, month: number, day: number) => `${day} ${MONTHS[month - 1] ?? ""} ${year}`,
  dateTime: (date: string, time: string) => `${date}, ${time} UTC`,
};

export type ReportTexts = typeof english;
