// A run of `bun bench peers`, as peers.json keeps it: everything that was measured, raw.
import * as is from "../../../src/units/schema.ts";
import { RUN_HEADER } from "../header.ts";
import { PEERS_SCHEMA_VERSION } from "../versions.ts";

export const CONTEST_NAMES = [
  "redis",
  "http",
  "open",
  "connections",
  "servers-kept",
  "servers-kept-100",
  "servers-module",
  "servers-each",
  "servers-3s",
] as const;

export const ContestName = is.oneOf(CONTEST_NAMES);
export type ContestName = is.Infer<typeof ContestName>;

const figure = (doc?: string) => is.optional(is.number(doc));

const FIGURES = {
  okPerSec: figure(),
  requestsOk: figure(),
  requestsFailed: figure(
    "Wrong replies, time-outs, and errors of connections, as far as the tool counts them.",
  ),
  responseP50Ns: figure(),
  responseP99Ns: figure(),
  scheduleLagP50Ns: figure(),
  scheduleLagP99Ns: figure(),
  openNs: figure("Until all connections stood."),
  overIdealNs: figure("Last reply of a burst less the ideal."),
  generatorCpuShare: figure("CPU time over wall time; 1 is one core."),
  generatorMemoryMaxBytes: figure(),
  serverCpuShare: figure("As generatorCpuShare."),
  serverMemoryMaxBytes: figure(),
};

export const FIGURE_NAMES = Object.keys(FIGURES) as (keyof typeof FIGURES)[];
export const FigureName = is.oneOf(FIGURE_NAMES);
export type FigureName = is.Infer<typeof FigureName>;

export const Figures = is.object(
  "Absent is what a tool does not tell; never 0 in its place.",
  FIGURES,
);
export interface Figures extends is.Infer<typeof Figures> {}

export const Goal = is.variant(
  "What the project asks of itself: said beside what was measured; no run fails for it.",
  [
    is.object("Our figure divided by the peer's.", {
      kind: is.constant("ratio"),
      peer: is.string(),
      atLeast: is.number(),
    }),
    is.object("", { kind: is.constant("figure"), figure: FigureName, atMost: is.number() }),
  ],
);
export type Goal = is.Infer<typeof Goal>;

export const Measurement = is.object("One turn of one contestant.", {
  contestant: is.string(),
  round: is.number("From 1."),
  turn: is.number("Its place in the round, from 1."),
  figures: is.nullable(Figures, "Null where it failed."),
  failure: is.nullable(is.text(), "Why it failed; null where it did not."),
  doubt: is.nullable(
    is.text(),
    "What speaks against its figures, which count all the same: to leave out our bad turns only would be unfair.",
  ),
});
export interface Measurement extends is.Infer<typeof Measurement> {}

export const PeerRecord = is.object("A program that took part, or could not.", {
  name: is.string(),
  command: is.string(),
  version: is.stringOrNull("Null where it is not installed."),
  missing: is.nullable(
    is.text(),
    '"wrk is not installed: apt-get install wrk"; null where it took part.',
  ),
});
export interface PeerRecord extends is.Infer<typeof PeerRecord> {}

export const ContestRecord = is.object(
  "One thing that several programs can do, and what was measured of them.",
  {
    name: ContestName,
    title: is.string("In English, as the description; a report says both in its own language."),
    description: is.string(),
    primary: FigureName,
    figures: is.list(FigureName),
    goals: is.list(Goal),
    rounds: is.number("As planned; an interrupted run has measured fewer."),
    skipped: is.nullable(is.text(), "Why there was no contest at all; null where there was one."),
    peers: is.list(PeerRecord),
    measurements: is.list(Measurement),
  },
);
export interface ContestRecord extends is.Infer<typeof ContestRecord> {}

export const PeersRun = is.object("Several programs that do the same, measured in turns.", {
  schemaVersion: is.constant(PEERS_SCHEMA_VERSION),
  command: is.constant("peers"),
  ...RUN_HEADER,
  options: is.map(is.anything()),
  seed: is.number(),
  contests: is.list(ContestRecord),
});
export interface PeersRun extends is.Infer<typeof PeersRun> {}
