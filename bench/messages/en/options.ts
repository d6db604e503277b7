// What is wrong with what the user typed for `bun bench`, in English.
import { english as problems } from "../../../src/messages/en/problems.ts";
import { counted } from "../../../src/units/count.ts";
import type { SchemaProblem } from "../../../src/units/schema.ts";

/** By what a schema calls it; values stand as they are. */
const EXPECTED: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  Array: "a list",
  Object: "an object",
};

const expectedWords = (expected: string): string =>
  EXPECTED[expected] ?? expected.replaceAll(" | ", " or ");

type BurstName = Readonly<Record<"level" | "repeat" | "attempt", number>>;

export const english = {
  // Flags that have no effect.
  idleWith: problems.idleWith,
  idleWithout: problems.idleWithout,
  why: {
    targetDecides: "the target decides what a task does",
    moduleDecides: problems.why.moduleDecides,
    noPage: problems.why.noPage,
    unknownPasses: "what is uncertain passes",
    runNamed: "the run is the one in that folder",
  },

  // bun bench
  unknownCommand: (name: string, similar: string | undefined, all: readonly string[]) =>
    similar === undefined
      ? `unknown command "${name}": use one of ${all.join(", ")}. Without a command, bench runs a sweep.`
      : `unknown command "${name}": did you mean "${similar}"? Without a command, bench runs a sweep.`,
  takesNoValue: (flag: string, value: string) => `${flag} takes no value: "${value}"`,

  // --levels
  notALevel: (text: string) => `"${text}" is not a level (write it like 10, 1-100 or 10-100/10)`,
  levelOutOfRange: (text: string, max: number) => `"${text}" is not within 1 to ${max}, ascending`,

  // --stages
  ofStage: (number: number, problem: string) => `stage ${number}: ${problem}`,
  notAStage: (text: string) =>
    `"${text}" is not a stage (write it like 10s:100/s or 10s:100..1000/s)`,
  stageWithoutLength: (text: string) => `"${text}" has no length`,
  noRateAboveZero: (text: string) => `"${text}" has no rate above 0: nothing would be sent`,

  // Targets, and what is watched.
  notATarget: (text: string) => `"${text}" is not a target (write it like tcp://127.0.0.1:65432)`,
  notALoadTarget: (text: string, hint: string) => `"${text}" is not a target: ${hint}`,
  targetHints: {
    tcp: (text: string) => `write tcp://${text}`,
    needsScheme: (text: string) => `write tcp://${text}, or tls://${text} for TLS`,
    port: (port: string) => `write tcp://127.0.0.1:${port} for a port of this machine`,
    host: (host: string) => `write tcp://${host}:PORT, or http://${host}/ for a web server`,
    socket: (path: string) => `write unix://${path}`,
    absolutePath: () => "write unix:///path, with an absolute path",
    noPath: (scheme: string) => `write ${scheme}://host:port, IPv6 in brackets, no path`,
    forms: () =>
      "write it like tcp://127.0.0.1:65432, tls://[::1]:443, unix:///run/tasks.sock, http://host/path, redis://host",
  },
  noTarget: () => "give the target of the load, such as tcp://127.0.0.1:6379",
  pidForTarget: (text: string, process: string) =>
    `"${text}" is not a target: ${/\d+/.exec(text.split(":").at(-1) ?? "")?.[0] ?? text} is the PID of ${process}; write the port on which it listens, from 1 to 65535`,
  notAnAddress: (text: string, scheme: string) =>
    `"${text}" is not a target: write ${scheme}://host or ${scheme}://host:port, with a port from 1 to 65535 and IPv6 in brackets`,
  addressWithPassword: (scheme: string) =>
    `a ${scheme}:// address with a user or a password would be kept in run.json and the reports: leave them out, and send what logs in with --send or a scenario's [[connection.hello]]`,
  redisDatabase: (address: string) =>
    `a redis:// address has no path: write ${address}, and choose a database with a scenario's [[connection.hello]] (SELECT)`,
  portForPid: (port: number, process: string, pid: number) =>
    `there is no process ${port}; port ${port} belongs to ${process}, whose PID is ${pid}: write --watch-pid ${pid}`,
  noProcess: (pid: number) => `there is no process ${pid} to watch`,

  // What a request of a load sends.
  sendsOneThing: (flags: readonly string[]) =>
    `a request sends one thing: give only one of ${flags.join(", ")}`,

  // Arrival times from a file.
  ofLine: (number: number, problem: string) => `line ${number}: ${problem}`,
  offsetDecreases: (offset: string) => `"${offset}" is earlier than the offset before it`,
  tooManyArrivals: (limit: number) => `more than ${limit} arrivals`,
  noArrivals: () => "no arrivals: each line holds one offset",

  // Escapes in what is sent.
  unknownEscape: (escape: string) =>
    `"${escape}" is not an escape (write \\r, \\n, \\t, \\0, \\\\, \\xHH for a byte, \\u{HHHH} for a character)`,
  notACharacter: (hex: string) => `"\\u{${hex}}" is not a Unicode character`,

  // Files that are read.
  fileEmpty: (path: string) => `"${path}" is empty`,
  fileIsFolder: (path: string) => `"${path}" is a folder`,
  fileTooLarge: (path: string, size: string, limit: string) =>
    `"${path}" has ${size}, more than the limit of ${limit}`,
  fileUnreadable: (path: string, reason: string) => `"${path}" can't be read: ${reason}`,

  // Text that is split into words.
  quoteOpen: (quote: string, text: string) => `a ${quote} is not closed in ${text}`,
  backslashEnds: (text: string) => `a backslash ends ${text}`,

  // Scenario files.
  missingKey: (key: string) => `${key} is missing`,
  unknownKey: (key: string, similar: string | undefined) =>
    `unknown key "${key}"${similar === undefined ? "" : ` (did you mean "${similar}"?)`}`,
  wrongKind: (value: string, wanted: string) => `${value} is not ${wanted}`,
  kinds: {
    text: "text or a number",
    boolean: "true or false",
    list: "a list of texts",
    table: (key: string) => `a table: write [${key}]`,
    tables: (key: string) => `a list of tables: write [[${key}]]`,
  },
  stagesTwice: () => "not together with [[stage]] tables: use one of the two",
  greetingTwice: () => "is given at the top of the file, too",
  helloMustGoOn: () => "the connection must stay open after this reply: close and none do not fit",
  contentTwice: () => "not together with [[request]] tables: move it into one of them",
  nameTaken: (name: string) => `"${name}" is already the name of another request`,
  nothingToSend: (flags: readonly string[]) => `nothing to send: give one of ${flags.join(", ")}`,
  notAWeight: (text: string, max: number) => `"${text}" is not a number above 0, up to ${max}`,

  // Runs' folders.
  cantWrite: (folder: string, reason: string) => `can't write to ${folder}: ${reason}`,
  cantRead: (path: string, reason: string) => `can't read ${path}: ${reason}`,
  noRunFolder: (path: string, files: readonly string[]) =>
    `${path}: not a run's folder (it contains no ${files.join(", no ")})`,
  hasOwnReport: (path: string, command: string) =>
    `${path}: a run of bun bench ${command}, whose report.md is there already`,
  notALoad: (path: string, command: string) =>
    `${path}: a run of another kind (${command}), not of bun bench load`,
  noSchemaVersion: (file: string) => `${file}: schemaVersion is missing`,
  newerSchema: (file: string, version: number, known: number) =>
    `${file}: written by a newer Escalera (schema version ${version}; this one reads up to ${known})`,
  unknownRunCommand: (file: string, command: string) =>
    `${file}: a run of an unknown command ("${command}")`,
  wrongField: (file: string, { path, expected, found }: SchemaProblem) =>
    found === undefined
      ? `${file}: ${path} is missing`
      : `${file}: ${path} is ${found}; expected ${expectedWords(expected)}`,
  moreWrongFields: (file: string, count: number) =>
    `${file}: and ${counted(count, "more problem")}`,
  brokenFile: (file: string, reason: string) => `${file}: broken (${reason})`,
  /** What is wrong with a saved requests.csv. */
  requestsCsv: {
    unknownHeader: "unknown header",
    atLine: (line: number, problem: string) => `line ${line}: ${problem}`,
    cells: (count: number) => `${count} cells`,
    wrongCell: (column: string, text: string) => `${column} is "${text}"`,
    emptyCell: (column: string) => `${column} is empty`,
    hops: "some instants of the task's way are empty or not numbers",
  },
  notARecord: (file: string) => `${file}: not a run's record`,
  rowsMissing: (file: string, rows: number, { level, repeat, attempt }: BurstName) =>
    `${file}: ${rows} rows for level ${level}, repeat ${repeat}, attempt ${attempt}: ${level} expected`,
  noSuchRun: (name: string, folder: string) =>
    `"${name}" is neither a folder nor the name or label of a run in ${folder} (bun bench list ${folder} shows them)`,

  // compare
  needTwoRuns: () => "give two runs, or --a and --b with the options of bun bench load",
  runsOrSides: (runs: readonly string[]) =>
    `${runs.join(" ")}: give two runs, or --a and --b, not both`,
  savedNotRepeated: () => "saved runs are not run again",
  otherSideMissing: () => "the other side is missing: give the options of bun bench load",
  belongsToComparison: (flag: string, side: string) =>
    `${flag} belongs to the comparison: give it outside of ${side}`,
  noHelpInside: () => "--help does not belong to a run's options",
  notAShare: (text: string) => `"${text}" is not a share up to 1000% (write it like 5%)`,

  // peers, queue
  notWholeSeconds: (text: string) =>
    `"${text}" is not a whole number of seconds, which some of the tools require`,
  noTimeToMeasure: (text: string) => `"${text}" leaves no time to measure`,
  bodyTooLarge: (text: string) => `"${text}" is above the limit of 16 MiB for a message`,
  notAQueueName: (text: string) =>
    `"${text}" is not a queue name (1 to 255 bytes, not beginning with "amq.")`,

  // the sweep
  maxTimeWithoutAuto: () => "applies to --repeat auto only",
};

export type OptionProblems = typeof english;
