// What is wrong with what the user typed, in English. Values that a unit can't read are in src/units/problems.ts.

export const english = {
  error: (problem: string) => `error: ${problem}`,
  bug: () => "error: this is a bug in Escalera; please report it:",
  noneOf: (text: string, choices: readonly string[]) =>
    `"${text}" is none of ${choices.join(", ")}`,

  // Options of the server, the client and the worker.
  required: (form: string) => `required: ${form}`,
  storeForBroker: () => "required with --broker: records are read from the store",
  storeForBlobs: () => "required with --blobs: a large result belongs to a record",
  blobsMissing: () => "required: the place of large results, file:./blobs or s3://…",
  // Flags that have no effect, because another one is given or missing.
  idleWithout: (needed: string, why: string) =>
    `has no effect without ${needed}: ${why}. Add ${needed}, or leave this flag out`,
  idleWith: (other: string, why: string) => `has no effect with ${other}: ${why}`,
  idleBefore: (command: string) =>
    `has no effect before ${command}: it belongs to the start of a cluster`,
  writeAfter: (command: string, flag: string) =>
    `has no effect before ${command}: write it after, as in bun run cluster ${command} ${flag} …`,
  why: {
    ofEntry: "it belongs to an entry server",
    workersRun: "workers run the tasks; give this flag to bun run worker",
    brokerQueues: "tasks wait in the broker; limit them with --max-in-hand",
    noRecords: "no records are kept",
    noPage: "there is no live page",
    onAdminPort: "/live is on the admin port",
    moduleDecides: "the module decides what a task does. Leave one of the two out",
  },
  noThreadsToShow: () => "an entry server has no threads to show: use bun run cluster --dashboard",
  outOfRange: (text: string, min: string, max: string) => `"${text}" is not from ${min} to ${max}`,
  tooShort: (text: string, limit: string) => `"${text}" is shorter than ${limit}`,
  noTimeForReply: (text: string) => `"${text}" leaves no time for a reply`,
  noTimeToRead: (text: string) => `"${text}" leaves a client no time to read its replies`,
  recordAlone: () => "--status and --result can't be combined: not with each other, a task or --id",
  oneTaskForId: () => "--id names one task: give one task only",
  tooFewFiles: (limit: number, reserved: number) =>
    `the limit of open files is ${limit}: a server needs more than ${reserved} (raise it with ulimit -n)`,
  badModule: (path: string, reason: string) => `"${path}" can't be run as a task: ${reason}`,
  noSuchFile: () => "no such file",
  notLoaded: (limit: string) => `not loaded within ${limit}`,

  // URLs of stores and of the broker. `url` comes without its password.
  schemeNotSupported: (scheme: string, schemes: readonly string[]) =>
    `"${scheme}" is not supported: use ${schemes.join(", ")}`,
  notATaskStore: (url: string, forms: string) =>
    `"${url}" is not a store of tasks (write it like ${forms})`,
  notABlobStore: (url: string, forms: string) =>
    `"${url}" is not a store of results (write it like ${forms})`,
  noPath: (url: string, form: string) => `"${url}" names no path (write it like ${form})`,
  or: "or",
  newerSchema: (version: number, known: number) =>
    `the store's schema has version ${version}, and this program reads versions up to ${known}: use a newer Escalera`,
  notABroker: (reason: string, form: string) =>
    `not a broker's address such as ${form}: ${reason} (in a password, write : @ / as %3A %40 %2F)`,
  brokerForm: () => "wrong form",
  brokerNoHost: () => "no host",
  brokerIpv6Among: () => "several hosts can't include an IPv6 address: use names",
  brokerHost: () => "each host is a name or an address, with or without a port",
  brokerPort: (port: number) => `${port} is not a port (1 to 65535)`,
  brokerEscape: () => "a % is not followed by two hexadecimal digits",
  badQueue: (queue: string, maxBytes: number) =>
    `"${queue}" is not a queue name: 1 to ${maxBytes} bytes, not starting with "amq."`,
  notAnS3Url: (form: string) => `not an S3 URL such as ${form}`,
  s3Escape: () =>
    "a % in the S3 URL is not followed by two hexadecimal digits (write % itself as %25)",
  s3Parameter: (name: string) => `an S3 URL has no parameter "${name}": use region, tls`,
  badBucket: (name: string) => `"${name}" is not a bucket name (3 to 63 of a-z, 0-9, "." and "-")`,
  noS3Keys: () =>
    "no keys for S3: write s3://ACCESS:SECRET@host:port/bucket, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  badTls: (text: string) => `tls is 0 or 1, not "${text}"`,
  badEndpoint: (text: string) => `AWS_ENDPOINT_URL is like https://host:9000, not "${text}"`,

  // The cluster.
  notAnEngine: (name: string, engines: readonly string[]) =>
    `"${name}" is none of ${engines.join(", ")} (write it like amqp=amqp://host/)`,
  engineTwice: (engine: string) => `${engine} is given twice`,
  engineScheme: (engine: string, schemes: readonly string[]) =>
    `${engine}: its URL does not start with ${schemes.join(" or ")}`,
  notAScale: (text: string) => `"${text}" is neither workers=N nor entries=N`,
  notAMember: (text: string) => `"${text}" is not the name of a member (write it like worker 2)`,
  unknownClusterCommand: (name: string, known: readonly string[]) =>
    `unknown command "${name}": use ${known.join(", ")}`,
  misnamedClusterCommand: (name: string, right: string) =>
    `unknown command "${name}": did you mean ${right}?`,
  startsWithoutCommand: (name: string) =>
    `unknown command "${name}": bun run cluster starts a cluster without a command`,
  notJson: () => "the request is not JSON",
  unknownRequest: () => "the request is unknown to this cluster",
  // A host and a port; `instead` is what to write.
  hostAlone: (text: string, instead: string) => `"${text}" is more than a host: write ${instead}`,
  portAlone: (text: string, instead: string) => `"${text}" is more than a port: write ${instead}`,
  pidForPort: (text: string, process: string, min: number, max: number) =>
    `${text} is the PID of ${process}, not a port: a port is ${min} to ${max}`,
};

export type Problems = typeof english;
