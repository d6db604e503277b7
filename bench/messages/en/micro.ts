// The names of `bun bench micro`'s benchmarks, in English.

export const english = {
  protocol: "protocol",
  framing: "framing: 100 lines in one packet",
  parseRequest: "codec: parse a JSON request",
  formatReply: "codec: format a JSON reply",
  parseReply: "codec: parse a JSON reply",
  measure: "measure",
  histogram: "histogram: record",
  roundTrips: "round trips",
  pool: "tinypool: a task that does nothing",
  endToEnd: "end to end: a request whose task does nothing",
};

export type MicroTexts = typeof english;
