// The system's catalogues: every text that people read, one catalogue for each language. The type of the English
// catalogue is the type of all of them, so the type checker finds a missing text.
import { OptionsError } from "../units/options-error.ts";
import { type Language, sayIn, type Speaker } from "../units/text.ts";
import { english as clusterEnglish, type ClusterMessages } from "./en/cluster.ts";
import { type CommandTexts, english as commandsEnglish } from "./en/commands.ts";
import { english as helpEnglish } from "./en/help.ts";
import { english as problemsEnglish } from "./en/problems.ts";
import { english as systemEnglish, type Messages } from "./en/system.ts";
import { english as thrownEnglish, type ThrownTexts } from "./en/thrown.ts";
import { spanish as clusterSpanish } from "./es/cluster.ts";
import { spanish as commandsSpanish } from "./es/commands.ts";
import { spanish as helpSpanish } from "./es/help.ts";
import { spanish as problemsSpanish } from "./es/problems.ts";
import { spanish as systemSpanish } from "./es/system.ts";
import { spanish as thrownSpanish } from "./es/thrown.ts";
import { englishSpeaker, spanishSpeaker } from "./speakers.ts";

export type { ClusterMessages, Messages };

/** One language's texts. */
export interface Catalogue extends Speaker {
  /** The server, the worker, the client: replies, logs, refusals. */
  readonly system: Messages;
  /** `bun run cluster`. */
  readonly cluster: ClusterMessages;
  /** What `--help` of every command has. */
  readonly help: typeof helpEnglish;
  /** `--help` of each of the system's commands. */
  readonly commands: CommandTexts;
  /** What is wrong with what the user typed. */
  readonly problems: typeof problemsEnglish;
  /** What a task or its module threw. */
  readonly thrown: ThrownTexts;
}

const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en: {
    ...englishSpeaker,
    system: systemEnglish,
    cluster: clusterEnglish,
    help: helpEnglish,
    commands: commandsEnglish,
    problems: problemsEnglish,
    thrown: thrownEnglish,
  },
  es: {
    ...spanishSpeaker,
    system: systemSpanish,
    cluster: clusterSpanish,
    help: helpSpanish,
    commands: commandsSpanish,
    problems: problemsSpanish,
    thrown: thrownSpanish,
  },
};

export function catalogueFor(language: Language): Catalogue {
  return CATALOGUES[language];
}

/** Composes a statement in every language: `say((texts) => texts.problems.noneOf(text, choices))`. */
export const say = sayIn(CATALOGUES);

/** An error of usage, composed in every language. */
export function usageError(compose: (texts: Catalogue) => string): OptionsError {
  return new OptionsError(say(compose));
}

export function messagesFor(language: Language): Messages {
  return CATALOGUES[language].system;
}

export function clusterMessagesFor(language: Language): ClusterMessages {
  return CATALOGUES[language].cluster;
}
