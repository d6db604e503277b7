// Counted nouns that many sentences share, in English.

/** "1 thread", "1,000 threads". */
const counted =
  (noun: string, plural = `${noun}s`) =>
  (count: number): string =>
    `${String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ",")} ${count === 1 ? noun : plural}`;

export const english = {
  threads: counted("thread"),
  requests: counted("request"),
  replies: counted("reply", "replies"),
  clients: counted("client"),
  connections: counted("connection"),
  bursts: counted("burst"),
  levels: counted("level"),
  cores: counted("core"),
  workers: counted("worker"),
  generators: counted("generator"),
  okReplies: counted("ok reply", "ok replies"),
  completions: counted("completion"),
  tasks: counted("task"),
  entryServers: counted("entry server"),
};

export type Figures = typeof english;
