// What `--help` of every command has, in English. Flags and values are the same in every language.

export const english = {
  examples: "Examples:",
  helpOption: "show this help",
  langOption: "language of what is shown: en or es (default: of the environment, LANG)",
  // commander's own headings and notes.
  usage: "Usage:",
  arguments: "Arguments:",
  options: "Options:",
  commands: "Commands:",
  default: "default",
  /** The words in "[options]", "<duration>" or "[task...]", by their English form. A word that is not here stays. */
  placeholders: {} as Readonly<Record<string, string>>,
  // commander's own errors; `flag` is as typed.
  unknownOption: (flag: string) => `unknown option ${flag}`,
  unknownCommand: (name: string) => `unknown command ${name}`,
  didYouMean: (name: string) => `did you mean ${name}?`,
  missingValue: (flag: string) => `${flag} needs a value`,
  missingArgument: (name: string) => `missing argument: ${name}`,
  tooManyArguments: (given: string) => `too many arguments: ${given}`,
};

export type Help = typeof english;
