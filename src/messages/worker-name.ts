// How a cluster's workers are named to people.

/** A cluster calls its workers worker-1, worker-2, …: "worker 2" is enough to read. */
export const withoutKind = (worker: string): string => worker.replace(/^worker-(?=.)/, "");
