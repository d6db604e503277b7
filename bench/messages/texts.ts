// The harness's catalogues: all that people read from `bun bench`, a catalogue a language. The type of the English one
// is the type of all, so the type checker holds each of them complete.
import { englishSpeaker, spanishSpeaker } from "../../src/messages/speakers.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { type Language, sayIn, type Speaker } from "../../src/units/text.ts";
import { english as compareReportEnglish } from "./en/compare/report.ts";
import { english as failuresEnglish } from "./en/failures.ts";
import { english as figuresEnglish } from "./en/figures.ts";
import { english as compareHelpEnglish } from "./en/compare/help.ts";
import { english as loadHelpEnglish } from "./en/load/help.ts";
import { english as sweepHelpEnglish } from "./en/sweep/help.ts";
import { english as helpEnglish } from "./en/help.ts";
import { english as loadCommandEnglish } from "./en/load/command.ts";
import { english as loadOptionsEnglish } from "./en/load/options.ts";
import { english as loadReportEnglish } from "./en/load/report.ts";
import { english as optionsEnglish } from "./en/options.ts";
import { english as loadJudgementEnglish } from "./en/load/judgement.ts";
import { english as thresholdsEnglish } from "./en/load/thresholds.ts";
import { english as comparisonEnglish } from "./en/compare/comparison.ts";
import { english as reportEnglish } from "./en/report.ts";
import { english as sweepCommandEnglish } from "./en/sweep/command.ts";
import { english as microEnglish } from "./en/micro.ts";
import { english as screenEnglish } from "./en/screen.ts";
import { english as chartsEnglish } from "./en/charts.ts";
import { english as reportPageEnglish } from "./en/report-page.ts";
import { english as sweepReportEnglish } from "./en/sweep/report.ts";
import { english as runListEnglish } from "./en/run-list.ts";
import { english as queueEnglish } from "./en/queue.ts";
import { english as peersEnglish } from "./en/peers.ts";
import { english as sweepJudgementEnglish } from "./en/sweep/judgement.ts";
import { english as selftestEnglish } from "./en/selftest.ts";
import { english as verdictEnglish } from "./en/verdict-words.ts";
import { spanish as compareReportSpanish } from "./es/compare/report.ts";
import { spanish as failuresSpanish } from "./es/failures.ts";
import { spanish as figuresSpanish } from "./es/figures.ts";
import { spanish as compareHelpSpanish } from "./es/compare/help.ts";
import { spanish as loadHelpSpanish } from "./es/load/help.ts";
import { spanish as sweepHelpSpanish } from "./es/sweep/help.ts";
import { spanish as helpSpanish } from "./es/help.ts";
import { spanish as loadCommandSpanish } from "./es/load/command.ts";
import { spanish as loadOptionsSpanish } from "./es/load/options.ts";
import { spanish as loadReportSpanish } from "./es/load/report.ts";
import { spanish as optionsSpanish } from "./es/options.ts";
import { spanish as loadJudgementSpanish } from "./es/load/judgement.ts";
import { spanish as thresholdsSpanish } from "./es/load/thresholds.ts";
import { spanish as comparisonSpanish } from "./es/compare/comparison.ts";
import { spanish as reportSpanish } from "./es/report.ts";
import { spanish as sweepCommandSpanish } from "./es/sweep/command.ts";
import { spanish as microSpanish } from "./es/micro.ts";
import { spanish as screenSpanish } from "./es/screen.ts";
import { spanish as chartsSpanish } from "./es/charts.ts";
import { spanish as reportPageSpanish } from "./es/report-page.ts";
import { spanish as sweepReportSpanish } from "./es/sweep/report.ts";
import { spanish as runListSpanish } from "./es/run-list.ts";
import { spanish as queueSpanish } from "./es/queue.ts";
import { spanish as peersSpanish } from "./es/peers.ts";
import { spanish as sweepJudgementSpanish } from "./es/sweep/judgement.ts";
import { spanish as selftestSpanish } from "./es/selftest.ts";
import { spanish as verdictSpanish } from "./es/verdict-words.ts";

const english = {
  /** "1 thread", "1,000 requests". */
  counted: figuresEnglish,
  /** The report of a comparison. */
  compareReport: compareReportEnglish,
  /** Why requests failed. */
  failures: failuresEnglish,
  /** `--help` of the small commands. */
  help: helpEnglish,
  sweepHelp: sweepHelpEnglish,
  loadHelp: loadHelpEnglish,
  compareHelp: compareHelpEnglish,
  /** What `bun bench load` reports beside its result. */
  loadCommand: loadCommandEnglish,
  /** The report of a load run. */
  loadReport: loadReportEnglish,
  /** What is wrong with what the user typed. */
  options: optionsEnglish,
  loadOptions: loadOptionsEnglish,
  /** What is said of a finished load run. */
  load: loadJudgementEnglish,
  thresholds: thresholdsEnglish,
  /** What is said of a comparison. */
  comparison: comparisonEnglish,
  /** What the reports of all commands share. */
  report: reportEnglish,
  /** What the terminal shows while a run goes. */
  screen: screenEnglish,
  /** Words in charts. */
  charts: chartsEnglish,
  /** What the script of report.html adds. */
  reportPage: reportPageEnglish,
  /** The report of a sweep. */
  sweepReport: sweepReportEnglish,
  /** The list of runs. */
  runList: runListEnglish,
  /** `bun bench queue`. */
  queue: queueEnglish,
  /** `bun bench peers`. */
  peers: peersEnglish,
  /** What a sweep's verdicts state. */
  sweepJudgement: sweepJudgementEnglish,
  /** What `bun bench` reports beside its result. */
  sweepCommand: sweepCommandEnglish,
  selftest: selftestEnglish,
  micro: microEnglish,
  verdict: verdictEnglish,
};

/** One language's texts. */
export type Texts = Speaker & typeof english;

const TEXTS: Readonly<Record<Language, Texts>> = {
  en: { ...englishSpeaker, ...english },
  es: {
    ...spanishSpeaker,
    counted: figuresSpanish,
    compareReport: compareReportSpanish,
    failures: failuresSpanish,
    help: helpSpanish,
    sweepHelp: sweepHelpSpanish,
    loadHelp: loadHelpSpanish,
    compareHelp: compareHelpSpanish,
    loadCommand: loadCommandSpanish,
    loadReport: loadReportSpanish,
    options: optionsSpanish,
    loadOptions: loadOptionsSpanish,
    load: loadJudgementSpanish,
    thresholds: thresholdsSpanish,
    comparison: comparisonSpanish,
    report: reportSpanish,
    screen: screenSpanish,
    charts: chartsSpanish,
    reportPage: reportPageSpanish,
    sweepReport: sweepReportSpanish,
    runList: runListSpanish,
    queue: queueSpanish,
    peers: peersSpanish,
    sweepJudgement: sweepJudgementSpanish,
    sweepCommand: sweepCommandSpanish,
    selftest: selftestSpanish,
    micro: microSpanish,
    verdict: verdictSpanish,
  },
};

export function textsFor(language: Language): Texts {
  return TEXTS[language];
}

/** Composes a statement in every language: `say((texts) => texts.options.notAStage(part))`. */
export const say = sayIn(TEXTS);

/** An error of usage, composed in every language. */
export function usageError(compose: (texts: Texts) => string): OptionsError {
  return new OptionsError(say(compose));
}
