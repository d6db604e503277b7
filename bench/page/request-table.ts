/// <reference lib="dom" />
// Every request of the level that is looked at, as a table: made when it is opened, as a page has thousands of them, and
// gone when it is closed: a browser shows what is open before it tells of it, and must not show another level's rows.
import type { Texts } from "../messages/texts.ts";
import type { LevelAttempt } from "../run/sweep/run.ts";
import { responseNs } from "../run/sweep/sample.ts";
import { NS_PER_MS, type Ns } from "../../src/units/duration.ts";
import { element } from "./elements.ts";

/** Inserts the table after `figure`. Returns the function that updates it. */
export function requestTable(
  figure: HTMLElement,
  attempts: () => readonly LevelAttempt[],
  texts: Texts,
): () => void {
  const summary = element("summary");
  const place = element("div", {
    class: "scroll",
    tabindex: "0",
    role: "group",
    "aria-label": texts.report.scrollableTable,
  });
  const details = element("details", {}, summary, place);
  figure.after(details);
  const show = (): void => {
    summary.textContent = texts.reportPage.requests.summary(attempts()[0]?.level ?? 0);
    place.replaceChildren(...(details.open ? [tableOf(attempts(), texts)] : []));
  };
  details.addEventListener("toggle", show);
  show();
  return show;
}

function tableOf(attempts: readonly LevelAttempt[], texts: Texts): HTMLElement {
  const { requests: words } = texts.reportPage;
  const { inUnit } = texts.charts;
  const heads = [
    words.connection,
    words.outcome,
    inUnit(words.response, "ms"),
    inUnit(words.waited, "ms"),
    inUnit(words.worked, "ms"),
    words.thread,
  ];
  const rows = attempts.flatMap(({ samples }) =>
    samples.map((sample) => {
      const { connection, outcome, errorCode, report } = sample;
      const ending = texts.sweepReport.outcomes[outcome];
      return [
        String(connection),
        errorCode === null ? ending : `${ending} (${errorCode})`,
        msText(responseNs(sample), texts),
        msText(report?.waitNs, texts),
        msText(report?.serviceNs, texts),
        report === null ? "—" : [report.worker, report.thread].filter(Boolean).join(" · "),
      ];
    }),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...heads.map((head, i) => cell("th", head, i)))),
    element(
      "tbody",
      {},
      ...rows.map((cells) => element("tr", {}, ...cells.map((text, i) => cell("td", text, i)))),
    ),
  );
}

function cell(name: "th" | "td", text: string, i: number): HTMLElement {
  return element(name, i === 1 || i === 5 ? {} : { class: "number" }, text);
}

function msText(ns: Ns | undefined, texts: Texts): string {
  return ns === undefined ? "—" : texts.number((ns / NS_PER_MS).toFixed(3));
}
