// requests.csv: a row a request, RFC 4180, written as replies come and read back for a report.
import { say, type Texts } from "../../messages/texts.ts";
import { TextError } from "../../../src/units/text-error.ts";
import { type CsvCell, formatRow } from "../csv.ts";
import {
  HOP_STAMPS,
  type HopStamps,
  OUTCOMES,
  type RequestSample,
  responseNs,
  scheduleLagNs,
  sendToReplyNs,
  type ServerReport,
  type TaskTrace,
} from "./sample.ts";

type Column = readonly [name: string, valueOf: (sample: RequestSample) => CsvCell];

/**
 * Durations and instants are integer ns; instants count from 0 of the run's clock. An absent value is an empty cell. Derived
 * durations are written too, so that a spreadsheet needs no arithmetic.
 */
const COLUMNS = [
  ["level", (own) => own.level],
  ["repeat", (own) => own.repeat],
  ["attempt", (own) => own.attempt],
  ["lane", (own) => own.lane],
  ["connection", (own) => own.connection],
  ["outcome", (own) => own.outcome],
  ["error_code", (own) => own.errorCode],
  ["intended_start_ns", (own) => own.intendedStartNs],
  ["sent_ns", (own) => own.sentNs],
  ["first_byte_ns", (own) => own.firstByteNs],
  ["replied_ns", (own) => own.repliedNs],
  ["response_ns", responseNs],
  ["send_to_reply_ns", sendToReplyNs],
  ["schedule_lag_ns", scheduleLagNs],
  ["thread", ({ report }) => report?.thread],
  ["accepted_seq", ({ report }) => report?.acceptedSeq],
  ["wait_ns", ({ report }) => report?.waitNs],
  ["service_ns", ({ report }) => report?.serviceNs],
  ["sojourn_ns", ({ report }) => report?.sojournNs],
  ["started_at_ms", ({ report }) => report?.startedAtMs],
] as const satisfies readonly Column[];
type ColumnName = (typeof COLUMNS)[number][0];

/** At the end of each row of a cluster's run: the way of the task. Unix times in ms, with a fraction. */
const TRACE: readonly Column[] = [
  ["worker", ({ report }) => report?.worker],
  ...HOP_STAMPS.map((name): Column => {
    const snakeCase = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [`hop_${snakeCase}`, ({ report }) => report?.hops?.[name]];
  }),
];

export const REQUESTS_CSV_COLUMNS = COLUMNS.map(([name]) => name);
export const TRACE_COLUMNS = TRACE.map(([name]) => name);

export const PLAIN_ROWS = rowsOf(COLUMNS);
export const CLUSTER_ROWS = rowsOf([...COLUMNS, ...TRACE]);

/** How the file of a run begins, and each of its rows, with its line end. */
function rowsOf(columns: readonly Column[]) {
  return {
    header: formatRow(columns.map(([name]) => name)),
    formatRow: (sample: RequestSample): string =>
      formatRow(columns.map(([, valueOf]) => valueOf(sample))),
  };
}

/**
 * Reads requests.csv back. A last row without its line end is what a killed run leaves: it is not a whole row and is
 * left out.
 * @throws {TextError} naming the row if the header or a whole row is not of this form.
 */
export function parseRequestsCsv(text: string): RequestSample[] {
  const known = [PLAIN_ROWS, CLUSTER_ROWS].find(({ header }) => text.startsWith(header));
  if (known === undefined) {
    throw new TextError(say(({ options }) => options.requestsCsv.unknownHeader));
  }
  const rows = text.slice(known.header.length).split("\r\n").slice(0, -1);
  const hasTrace = known === CLUSTER_ROWS;
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
  const cell = (name: ColumnName): string => cells[REQUESTS_CSV_COLUMNS.indexOf(name)] ?? "";
  const optional = (name: ColumnName): number | null => {
    const value = cell(name) === "" ? null : Number(cell(name));
    return value !== null && Number.isNaN(value)
      ? fail((words) => words.wrongCell(name, cell(name)))
      : value;
  };
  const required = (name: ColumnName): number =>
    optional(name) ?? fail((words) => words.emptyCell(name));
  const outcome =
    OUTCOMES.find((known) => known === cell("outcome")) ??
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
