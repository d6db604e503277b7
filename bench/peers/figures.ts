// The figures that a measurement may have: how tables write them, and peers.csv, which has a column for each.
import type { Texts } from "../messages/texts.ts";
import { FIGURE_NAMES, type FigureName, type PeersRun } from "../run/peers/run.ts";
import { formatCsv } from "../report/document/csv.ts";
import type { CsvCell } from "../run/csv.ts";
import { formatSignificant } from "../report/document/phrases.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";

export function formatFigure(name: FigureName, value: number, { number }: Texts): string {
  return number(format(name, value));
}

function format(name: FigureName, value: number): string {
  if (name.endsWith("Ns")) return formatDuration(value, 2);
  if (name.endsWith("Bytes")) return formatSize(value);
  const isWhole = name.startsWith("requests") || (name === "okPerSec" && value >= 1000);
  return isWhole ? String(Math.round(value)) : formatSignificant(value);
}

/** A row a measurement. Units are in the names; what a tool does not tell is an empty cell. */
export function peersCsv({ contests }: PeersRun): string {
  const rows = contests.flatMap(({ name, peers, measurements }) =>
    measurements.map((measurement) => {
      const peer = peers.find((one) => one.name === measurement.contestant);
      return { ...measurement, contest: name, version: peer?.version ?? null };
    }),
  );
  type Row = (typeof rows)[number];
  return formatCsv<Row>(
    [
      ["contest", ({ contest }) => contest],
      ["contestant", ({ contestant }) => contestant],
      ["version", ({ version }) => version],
      ["round", ({ round }) => round],
      ["turn", ({ turn }) => turn],
      ...FIGURE_NAMES.map((name): [string, (row: Row) => CsvCell] => [
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        ({ figures }) => figures?.[name] ?? null,
      ]),
      ["failure", ({ failure }) => failure?.en ?? null],
      ["doubt", ({ doubt }) => doubt?.en ?? null],
    ],
    rows,
  );
}
