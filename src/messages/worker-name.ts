// Names of a cluster's workers for people.

/** The name without its kind: the worker worker-2 is shown as "worker 2". */
export const withoutKind = (worker: string): string => worker.replace(/^worker-(?=.)/, "");
