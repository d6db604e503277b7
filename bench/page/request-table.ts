/// <reference lib="dom" />
// Every request of the level that is looked at, as a table: made when it is opened, as a page has thousands of them, and
// gone when it is closed: a browser shows what is open before it tells of it, and must not show another level's rows.
import type { LevelAttempt } from "../measure/run.ts";
import { responseNs } from "../measure/sample.ts";
import { NS_PER_MS, type Ns } from "../../src/units/duration.ts";
import { element } from "./elements.ts";

const HEADS = [
  "connection",
  "outcome",
  "response (ms)",
  "waited (ms)",
  "worked (ms)",
  "thread",
] as const;

/** Stands after `figure`. Returns what makes it again. */
export function requestTable(
  figure: HTMLElement,
  attempts: () => readonly LevelAttempt[],
): () => void {
  const summary = element("summary");
  const place = element("div", { class: "scroll", tabindex: "0" });
  const details = element("details", {}, summary, place);
  figure.after(details);
  const show = (): void => {
    summary.textContent = `Every request at n = ${attempts()[0]?.level ?? 0}`;
    place.replaceChildren(...(details.open ? [tableOf(attempts())] : []));
  };
  details.addEventListener("toggle", show);
  show();
  return show;
}

function tableOf(attempts: readonly LevelAttempt[]): HTMLElement {
  const rows = attempts.flatMap(({ samples }) =>
    samples.map((sample) => {
      const { connection, outcome, errorCode, report } = sample;
      return [
        String(connection),
        errorCode === null ? outcome : `${outcome} (${errorCode})`,
        msText(responseNs(sample)),
        msText(report?.waitNs),
        msText(report?.serviceNs),
        report === null ? "—" : [report.worker, report.thread].filter(Boolean).join(" · "),
      ];
    }),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...HEADS.map((head, i) => cell("th", head, i)))),
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

function msText(ns: Ns | undefined): string {
  return ns === undefined ? "—" : (ns / NS_PER_MS).toFixed(3);
}
