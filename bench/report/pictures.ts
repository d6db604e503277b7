// The pictures of a run in the order in which they are read, without what draws them.

export const PICTURES = [
  {
    name: "staircase",
    title: "The staircase",
    caption:
      "Completions come in groups as wide as the pool; the time for all replies goes up a stair with every multiple of c. The thin line is the ideal.",
  },
  {
    name: "throughput",
    title: "Throughput by concurrent clients",
    caption: "A sawtooth: it crests where the last group is full, at the multiples of c.",
  },
  {
    name: "residuals",
    title: "Residuals by step",
    caption:
      "How late each completion was against the ideal, by step and pooled over levels. The height of the first step is the fixed overhead a, the slope the overhead a step b.",
  },
  {
    name: "histogram",
    title: "Response times by concurrent clients",
    caption:
      "The latency histogram of every level, a column each: the further up its scale a colour, the more replies.",
  },
  {
    name: "threads",
    title: "What the threads did",
    caption: "What each thread did during one burst, by the server's word.",
  },
] as const;

/** In the section of that name. */
export const HEALTH_PICTURE = {
  name: "health",
  title: "The generator's own health",
  caption:
    "By level, how late the generator was and how busy it and the host were: what is high here is not the system's.",
} as const;

/** Of a cluster's run only. */
export const BESIDE_PICTURE = {
  name: "beside",
  title: "The cluster beside the local form",
  caption: "The same levels on one server of the same width, in turn with the cluster.",
} as const;

/** Of a cluster's run only, where it stands in a section of its own. */
export const WATERFALL_PICTURE = {
  name: "waterfall",
  title: "What each hop adds",
  caption:
    "A bar a hop, each from where the one before it ends: what a task meets on its way beyond the ideal, in the middle of its level.",
} as const;

export type PictureName = (typeof PICTURES)[number]["name"];
