// The pictures of a load run in the order in which they are read, without what draws them.

export const LOAD_PICTURES = [
  {
    name: "response-over-time",
    title: "Response times over time",
    caption:
      "By when a request was due. Each line is drawn over stretches that hold enough requests for it: p99 wants 1,000 of them. There is a gap where nothing was answered; a triangle marks where some requests never were.",
  },
  {
    name: "rates",
    title: "Rates over time",
    caption:
      "What was due, what was sent and what was answered, each by when it happened, and the most requests in flight.",
  },
  {
    name: "percentiles",
    title: "Response time by percentile",
    caption:
      "Each step to the right has a tenth as many requests beyond it. A dashed line is a lower bound: what lies there was never answered.",
  },
  {
    name: "histogram",
    title: "Distribution of the response times",
    caption: "How many requests took how long, in bins that grow with the time.",
  },
] as const;

/** Of a run with errors only, where it stands among them. */
export const ERRORS_PICTURE = {
  name: "errors",
  title: "Errors by kind",
  caption: "How many requests ended so. Those that were never answered are among them.",
} as const;

export type LoadPictureName = (typeof LOAD_PICTURES)[number]["name"];
