// What the script of report.html adds to a report, in English.

export const english = {
  series: "Series",
  arrowKeys: (description: string) => `${description} Use the arrow keys to go from mark to mark.`,
  clients: "concurrent clients, n =",
  zoom: {
    label: "Zoom",
    in: "zoom in",
    out: "zoom out",
    earlier: "earlier",
    later: "later",
    all: "all",
  },
  completions:
    "Every request of one burst where it ended, with the ideal on top. Hover a dot for its timeline. The groups are as large as the pool is wide.",
  histogram: "One column of the heat map, as a histogram.",
  percentiles:
    "Every nine takes the same width. A burst of n has no percentile beyond its last reply: p90 of 10 is the slowest one.",
  requests: {
    summary: (level: number) => `Every request at n = ${level}`,
    connection: "connection",
    outcome: "outcome",
    response: "response time",
    waited: "waiting time",
    worked: "service time",
    thread: "thread",
  },
};

export type ReportPageTexts = typeof english;
