// What is wrong with the options of `bun bench load`, in English. Flags, templates and forms are the same in every language.

export const english = {
  // Values.
  noTime: (text: string) => `"${text}" is no time: nothing would be measured`,
  noRate: (text: string) => `"${text}" is no rate: nothing would be sent`,
  greetingCantEnd: (text: string) => `"${text}" cannot mark the end of a greeting`,
  twoOutputs: (text: string, outputs: readonly string[]) =>
    `"${text}" asks for several outputs: use one of ${outputs.join(", ")}`,
  notPem: (path: string, kind: "certificate" | "key") =>
    `"${path}" contains no ${kind === "key" ? "unencrypted private key" : "certificate"} in PEM format`,
  notARegex: (source: string, reason: string) =>
    `"${source}" is not a regular expression: ${reason}`,

  // Flags that exclude or need one another.
  notWith: (flag: string, reason: string) => `not together with ${flag}: ${reason}`,
  why: {
    burst: "a burst sends one request on each of its connections, all at once",
    ids: "replies with ids may come in any order",
    schedule: "in open load requests follow a schedule",
    stagesHaveRates: "stages contain the rate",
    stagesHaveDurations: "stages contain the duration",
  },
  notWithTrace: () =>
    "not together with arrivals from a file, which contain the time of each request",
  needsOpenLoad: () => "only open load has arrivals: add --rate or --stages",
  needsThreshold: () => "no threshold is given: add --fail-if or --pass-if",
  moreGeneratorsThanConnections: (generators: number, connections: number) =>
    `${generators} generators are more than there are connections (${connections})`,
  closingNeedsEach: (value: string, request: string) =>
    `"${value}" does not fit: the reply of ${request} ends with its connection, which needs each`,
  noneInFlight: (request: string) =>
    `${request} expects no reply, so it is never in flight: --pipeline must be 1`,
  onePerConnection: () => "a connection for each request carries one request at a time",

  // What is sent.
  whatToSend: (flags: readonly string[]) =>
    `nothing to send: give one of ${flags.join(", ")}, such as --send 'PING\\r\\n'`,
  onlyLinesShuffle: () => "only the lines of send-jsonl can be shuffled",
  nothingSent: () => "an empty text sends nothing",
  noLines: () => "there is no line to send",
  noLine: (path: string) => `"${path}" has no line to send`,
  emptyTask: () => "the task is empty",
  noReplyToCheck: () => "with reply none there is no reply to check",
  emptyErrorName: () => "the error's name is empty (write it like busy or 503)",
  inScenario: (path: string) =>
    `the requests of ${path} contain it: change it there, or give --send too`,
  unknownRequest: (text: string, name: string, names: readonly string[]) =>
    names.length > 1
      ? `"${text}": no request is named ${name} (there are ${names.join(", ")})`
      : `"${text}": no request is named ${name} (there is only one: give no name)`,
  notATemplate: (template: string, maxLength: number, binary: string) =>
    `${template} is not a template: use {{i}}, {{connection}}, {{uuid}}, {{random N}} (N from 1 to ${maxLength}) or, in binary, ${binary}`,
  idNotFound: (place: string, problem: string) =>
    `replies are matched by id (${place}), but ${problem}`,
  idProblems: {
    theRequest: "the request",
    line: (number: number) => `line ${number}`,
    json: (name: string, shown: string) => `${name} is not JSON with a string "id": ${shown}`,
    match: (name: string, shown: string) => `nothing in ${name} matches: ${shown}`,
    at: (name: string, bytes: number, end: number) =>
      `${name} has ${bytes} bytes, and its id ends at byte ${end}`,
  },
  binaryInTask: () => "a task is JSON, which cannot contain binary numbers",

  // How a reply ends.
  notAReplyRule: (text: string, forms: string) =>
    `"${text}" is not a rule for the end of a reply (write one of ${forms})`,
  takesNothing: (text: string, kind: string, form: string) =>
    `"${text}": ${kind} takes no value (write ${form})`,
  incomplete: (text: string, form: string, rest: string) =>
    `"${text}" is not complete (write ${form}, ${rest})`,
  rests: {
    lines: (max: number) => `N lines, from 1 to ${max}`,
    bytes: (max: number) => `N bytes, from 1 to ${max}`,
    until: "STRING of at least one byte, with escapes such as \\r\\n",
    frame:
      "LENGTH u16be, u16le, u32be, u32le, u64be or u64le, followed by :inclusive if it counts its own bytes",
  },
  notALength: (name: string, names: string) =>
    `"${name}" is not a length (write one of ${names}, followed by :inclusive if it counts its own bytes)`,

  // Ids.
  notAnIdPlace: (text: string, names: string) =>
    `"${text}" is not the place of an id (write OFFSET:NUMBER such as 4:u32be; NUMBER is one of ${names})`,
  noIdInReply: {
    http: "HTTP/1.1 replies come in the order of their requests and have no id",
    "json-id": "with json-id the field id is the id",
    close: "a connection with one reply needs no id",
    ws: "ids in WebSocket messages can't be read: keep one message in flight on each connection",
    "ws-pong": "a pong has no id",
    none: "without a reply there is no id",
  },
  oneId: () => "not together with id-at: a reply has one id",
  idBeyondReply: (text: string, end: number, bytes: number) =>
    `"${text}" ends at byte ${end}, but a reply has ${bytes} bytes`,
  mixedIds: (pipeline: number) =>
    `"${pipeline}" is too much: some replies are matched by id and others by order, or their ids are in different places`,
  sameId: (pipeline: number, request: string) =>
    `"${pipeline}" is too much: every request of ${request} has the same id; use {{uuid}}, {{i}} or, in binary, {{u32be i}} as the id`,

  // Targets.
  onlyWebSockets: () => "ws and ws-pong are replies of ws:// and wss:// targets only",
  webSocketReplies: () => "a WebSocket's replies are messages (ws) or pongs (ws-pong)",
  tlsOnly: (flags: readonly string[], target: string) =>
    `${flags.join(", ")}: only for tls:// targets, not for ${target}`,
  certificateNeedsKey: () => "--tls-cert needs --tls-key: a certificate is used with its key",
  keyNeedsCertificate: () => "--tls-key needs --tls-cert: a key is used with its certificate",

  // bun bench
  taskOrTarget: () => "the target runs its own tasks: give --task or --target",
  topologyOrTarget: () => "the target is already running: give --target or --topology cluster",
  tooWide: (workers: number, threads: number, width: number, limit: number) =>
    `${workers} × ${threads} threads are ${width}: the local form beside the cluster takes at most ${limit}`,
  noTimeForReply: (text: string) => `"${text}" leaves no time for a reply`,
  noSteps: (text: string) => `"${text}" leaves no steps to measure`,
  needsCluster: () => "a single server has none: add --topology cluster",
  oneLane: (text: string, isCluster: boolean) =>
    `"${text}": ${isCluster ? "a cluster" : "a --target"} is one system and has one lane`,
};

export type LoadOptionProblems = typeof english;
