// `bun bench queue`: its report and what the terminal shows, in English.

export const english = {
  problems: {
    exists: (queue: string) =>
      `the queue "${queue}" already exists: name another one, because the bench deletes its queue at the end`,
    unreachable: (broker: string, reason: string) => `no connection to ${broker} (${reason})`,
    notDeleted: (queue: string) =>
      `warning: the queue "${queue}" could not be deleted: the broker is gone`,
  },
  title: (label: string, broker: string) =>
    `${label === "" ? "The broker alone" : `The broker alone, ${label}`}: ${broker}`,
  phase: "phase",
  sending: "sending",
  receiving: "receiving",
  min: "min",
  median: "median",
  percentile: (percentile: number) => `p${percentile}`,
  messages: "messages",
  /** In the words of RabbitMQ's PerfTest. */
  sendingRate: (rate: string) => `sending rate avg: ${rate} msg/s`,
  receivingRate: (rate: string) => `receiving rate avg: ${rate} msg/s`,
  latencies: (what: string, times: string) =>
    `min/median/75th/95th/99th latency (${what}): ${times} µs`,
  counts: (intended: number, sent: number, received: number) =>
    `intended ${intended}, sent ${sent}, received ${received}`,
  described: (title: string, description: string) => `${title}: ${description}`,
  timed: (text: string, what: string) => `${text}; timed ${what}`,
  phases: {
    publish: {
      title: "publish + confirm",
      latency: "publish → confirm",
      description: "as many unconfirmed messages as the window allows",
    },
    consume: {
      title: "consume + ack",
      latency: "",
      description: "takes and acknowledges what was published; the window is the prefetch",
    },
    through: {
      title: "publish + confirm + consume + ack",
      latency: "publish → consumer",
      description: "both at once, as PerfTest does: as many in flight as the window allows",
    },
    "round-trip": {
      title: "round trip, a window at a time",
      latency: "publish → reply",
      description: "publish, confirm, consume, reply, ack: as many in flight as the window allows",
    },
    "one-at-a-time": {
      title: "round trip, one at a time",
      latency: "publish → reply",
      description: "publishes the next message when the reply to the last one has arrived",
    },
    steady: {
      title: "steady rate",
      latency: "intended start → consumer",
      description: "an open load: publishes by the clock, whatever the broker does",
    },
  },
  explained: (size: string, publishers: string, window: number) =>
    `On a quorum queue of its own, which is deleted at the end. Messages are persistent, of ${size}; ${publishers}, each with a window of ${window}, which is also the consumer's prefetch. Publishers and consumer share one process and its clock.`,
  publishers: (count: number) => `${count} publisher${count === 1 ? "" : "s"}`,
  command: "Command: ",
  begun: (time: string) => `Started: ${time}`,
  machine: (cores: string, memory: string, kernel: string) =>
    `Machine: ${cores}, ${memory}, ${kernel}`,
  allFigures: "All figures: ",
  failed: "FAILED",
  stopped: "The run was stopped before its end.",
  lost: (broker: string, reason: string) => `lost the connection to ${broker}: ${reason}`,
  late: (phase: string, lag: string, limit: string) =>
    `${phase}: messages were published up to ${lag} late (p99; limit ${limit}): the publisher was the limit`,
  neverPublished: (phase: string, count: number) =>
    `${phase}: ${count} messages were never published, because too many were unconfirmed`,
};

export type QueueTexts = typeof english;
