// requests.csv: a row a request, RFC 4180, written as replies come and read back for a report.
import { say, type Texts } from "../../messages/texts.ts";
import { TextError } from "../../../src/units/text-error.ts";
import { type CsvCell, formatRow } from "../csv.ts";
import { HOP_STAMPS, type HopStamps, type TaskTrace } from "./sample.ts";
import { OUTCOMES, type Outcome, type RequestSample, type ServerReport } from "./sample.ts";

/** Durations and instants are integer ns; instants count from 0 of the run's clock. An absent value is an empty cell. */
export const REQUESTS_CSV_COLUMNS = [
  "level",
  "repeat",
  "attempt",
  "lane",
  "connection",
  "outcome",
  "error_code",
  "intended_start_ns",
  "sent_ns",
  "first_byte_ns",
  "replied_ns",
  "response_ns",
  "send_to_reply_ns",
  "schedule_lag_ns",
  "thread",
  "accepted_seq",
  "wait_ns",
  "service_ns",
  "sojourn_ns",
  "started_at_ms",
] as const;

/** At the end of each row of a cluster's run: the way of the task. Unix times in ms, with a fraction. */
export const TRACE_COLUMNS = [
  "worker",
  "hop_accepted_at_ms",
  "hop_confirmed_at_ms",
  "hop_delivered_at_ms",
  "hop_claimed_at_ms",
  "hop_started_at_ms",
  "hop_ended_at_ms",
  "hop_stored_at_ms",
  "hop_replied_at_ms",
  "hop_received_at_ms",
] as const;

export const REQUESTS_CSV_HEADER = `${REQUESTS_CSV_COLUMNS.join(",")}\r\n`;
const CLUSTER_HEADER = `${[...REQUESTS_CSV_COLUMNS, ...TRACE_COLUMNS].join(",")}\r\n`;

/** How the file of a run begins, and each of its rows. */
export interface RowFormat {
  readonly header: string;
  readonly formatRow: (sample: RequestSample) => string;
}

export const PLAIN_ROWS: RowFormat = {
  header: REQUESTS_CSV_HEADER,
  formatRow: (sample) => formatRequestRow(sample),
};

export const CLUSTER_ROWS: RowFormat = {
  header: CLUSTER_HEADER,
  formatRow: (sample) => formatRow([...cellsOf(sample), ...wayCellsOf(sample)]),
};

/** One row with its line end. Derived durations are written too, so that a spreadsheet needs no arithmetic. */
export function formatRequestRow(sample: RequestSample): string {
  return formatRow(cellsOf(sample));
}

function wayCellsOf({ report }: RequestSample): CsvCell[] {
  return [report?.worker, ...HOP_STAMPS.map((name) => report?.hops?.[name])];
}

function cellsOf(sample: RequestSample): CsvCell[] {
  const { repliedNs, sentNs, intendedStartNs, report } = sample;
  return [
    sample.level,
    sample.repeat,
    sample.attempt,
    sample.lane,
    sample.connection,
    sample.outcome,
    sample.errorCode,
    intendedStartNs,
    sentNs,
    sample.firstByteNs,
    repliedNs,
    repliedNs === null ? null : repliedNs - intendedStartNs,
    repliedNs === null || sentNs === null ? null : repliedNs - sentNs,
    sentNs === null ? null : sentNs - intendedStartNs,
    report?.thread,
    report?.acceptedSeq,
    report?.waitNs,
    report?.serviceNs,
    report?.sojournNs,
    report?.startedAtMs,
  ];
}

/**
 * Reads requests.csv back. A last row without its line end is what a killed run leaves: it is not a whole row and is
 * left out.
 * @throws {TextError} naming the row if the header or a whole row is not of this form.
 */
export function parseRequestsCsv(text: string): RequestSample[] {
  const header = [REQUESTS_CSV_HEADER, CLUSTER_HEADER].find((known) => text.startsWith(known));
  if (header === undefined) {
    throw new TextError(say(({ options }) => options.requestsCsv.unknownHeader));
  }
  const rows = text.slice(header.length).split("\r\n");
  rows.pop();
  const hasTrace = header === CLUSTER_HEADER;
  return rows.map((row, i) => parseRequestRow(row, i + 2, hasTrace));
}

type Fail = (problem: (words: Texts["options"]["requestsCsv"]) => string) => never;

// The only free texts are error_code and worker, which never hold a comma, so a row splits at its commas.
function parseRequestRow(row: string, lineNumber: number, hasTrace: boolean): RequestSample {
  const cells = row.split(",");
  const ways = hasTrace ? cells.splice(REQUESTS_CSV_COLUMNS.length) : [];
  const fail: Fail = (problem) => {
    throw new TextError(
      say(({ options: { requestsCsv } }) => requestsCsv.atLine(lineNumber, problem(requestsCsv))),
    );
  };
  if (
    cells.length !== REQUESTS_CSV_COLUMNS.length ||
    ways.length !== (hasTrace ? TRACE_COLUMNS.length : 0)
  ) {
    fail((words) => words.cells(cells.length + ways.length));
  }
  const cell = (name: (typeof REQUESTS_CSV_COLUMNS)[number]): string =>
    cells[REQUESTS_CSV_COLUMNS.indexOf(name)] ?? "";
  const optional = (name: (typeof REQUESTS_CSV_COLUMNS)[number]): number | null => {
    const value = cell(name) === "" ? null : Number(cell(name));
    return value !== null && Number.isNaN(value)
      ? fail((words) => words.wrongCell(name, cell(name)))
      : value;
  };
  const required = (name: (typeof REQUESTS_CSV_COLUMNS)[number]): number =>
    optional(name) ?? fail((words) => words.emptyCell(name));
  const outcome =
    OUTCOMES.find((known): known is Outcome => known === cell("outcome")) ??
    fail((words) => words.wrongCell("outcome", cell("outcome")));
  const report: ServerReport | null =
    cell("thread") === ""
      ? null
      : {
          thread: required("thread"),
          acceptedSeq: required("accepted_seq"),
          waitNs: required("wait_ns"),
          serviceNs: required("service_ns"),
          sojournNs: required("sojourn_ns"),
          startedAtMs: required("started_at_ms"),
          ...parseTrace(ways, fail),
        };
  return {
    level: required("level"),
    repeat: required("repeat"),
    attempt: required("attempt"),
    lane: required("lane"),
    connection: required("connection"),
    outcome,
    errorCode: cell("error_code") === "" ? null : cell("error_code"),
    intendedStartNs: required("intended_start_ns"),
    sentNs: optional("sent_ns"),
    firstByteNs: optional("first_byte_ns"),
    repliedNs: optional("replied_ns"),
    report,
  };
}

function parseTrace([worker = "", ...stamps]: readonly string[], fail: Fail): TaskTrace {
  const values = stamps.map((text) => (text === "" ? Number.NaN : Number(text)));
  const isWhole = values.length > 0 && values.every(Number.isFinite);
  if (!isWhole && stamps.some((text) => text !== "")) fail((words) => words.hops);
  return {
    ...(worker !== "" && { worker }),
    ...(isWhole && {
      hops: Object.fromEntries(HOP_STAMPS.map((name, i) => [name, values[i]])) as HopStamps,
    }),
  };
}
