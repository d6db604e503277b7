// The names of the verdicts and of their results, in English.

export const english = {
  names: {
    width: "width",
    service: "service",
    overhead: "overhead",
    order: "order",
  },
  results: {
    pass: "pass",
    fail: "fail",
    uncertain: "uncertain",
    "not identifiable": "not identifiable",
    unknown: "unknown",
  },
};

export type VerdictWords = typeof english;
