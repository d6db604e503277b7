// peers.csv: a row a measurement, with every figure in a column of its own.
import { formatCsv } from "../report/document/csv.ts";
import { FIGURE_NAMES, FIGURES } from "./figures.ts";
import type { PeersRun } from "../run/peers/run.ts";

/** Units are in the names; what a tool does not tell is an empty cell. */
export function peersCsv({ contests }: PeersRun): string {
  const rows = contests.flatMap(({ name, peers, measurements }) =>
    measurements.map((measurement) => {
      const peer = peers.find((one) => one.name === measurement.contestant);
      return { ...measurement, contest: name, version: peer?.version ?? null };
    }),
  );
  return formatCsv<(typeof rows)[number]>(
    [
      ["contest", ({ contest }) => contest],
      ["contestant", ({ contestant }) => contestant],
      ["version", ({ version }) => version],
      ["round", ({ round }) => round],
      ["turn", ({ turn }) => turn],
      ...FIGURE_NAMES.map(
        (name) =>
          [
            FIGURES[name].column,
            ({ figures }: (typeof rows)[number]) => figures?.[name] ?? null,
          ] as const,
      ),
      ["failure", ({ failure }) => failure?.en ?? null],
      ["doubt", ({ doubt }) => doubt?.en ?? null],
    ],
    rows,
  );
}
