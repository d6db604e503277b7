// The figures that a measurement may have: their units, how tables write them, and which way is better.
import type { Texts } from "../messages/texts.ts";
import type { FigureName } from "../run/peers/run.ts";
import { formatSignificant } from "../report/document/phrases.ts";
import { formatDuration, type Ns } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";

interface FigureKind {
  /** Of the column in peers.csv. */
  readonly column: string;
  readonly format: (value: number) => string;
}

const count = (value: number): string => String(Math.round(value));
const duration = (value: Ns): string => formatDuration(value, 2);

export const FIGURES = {
  okPerSec: { column: "ok_per_sec", format: formatWhole },
  requestsOk: { column: "requests_ok", format: count },
  requestsFailed: { column: "requests_failed", format: count },
  responseP50Ns: { column: "response_p50_ns", format: duration },
  responseP99Ns: { column: "response_p99_ns", format: duration },
  scheduleLagP50Ns: { column: "schedule_lag_p50_ns", format: duration },
  scheduleLagP99Ns: { column: "schedule_lag_p99_ns", format: duration },
  openNs: { column: "open_ns", format: duration },
  overIdealNs: { column: "over_ideal_ns", format: duration },
  /** CPU time over wall time; 1 is one core. */
  generatorCpuShare: {
    column: "generator_cpu_share",
    format: formatSignificant,
  },
  generatorMemoryMaxBytes: {
    column: "generator_memory_max_bytes",
    format: formatSize,
  },
  serverCpuShare: { column: "server_cpu_share", format: formatSignificant },
  serverMemoryMaxBytes: {
    column: "server_memory_max_bytes",
    format: formatSize,
  },
} satisfies Readonly<Record<FigureName, FigureKind>>;

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

export function formatFigure(name: FigureName, value: number, texts: Texts): string {
  return texts.number(FIGURES[name].format(value));
}

function formatWhole(perSec: number): string {
  return perSec < 1000 ? formatSignificant(perSec) : String(Math.round(perSec));
}
