// The texts of commander itself in the language of a command: headings and placeholders of its help, usage errors.
import type { Command } from "commander";
import type { Help } from "../messages/en/help.ts";

export function localiseHelp(command: Command, help: Help): Command {
  const headings: Readonly<Record<string, string>> = {
    "Usage:": help.usage,
    "Arguments:": help.arguments,
    "Options:": help.options,
    "Commands:": help.commands,
  };
  const placed = (text: string): string => withPlaceholders(text, help);
  return command
    .configureHelp({
      styleTitle: (title) => headings[title] ?? title,
      styleUsage: placed,
      styleOptionTerm: placed,
      styleSubcommandTerm: placed,
      styleArgumentTerm: (term) => help.placeholders[term] ?? term,
      optionDescription: ({ description, defaultValue, defaultValueDescription }) =>
        withDefault(description, defaultValueDescription ?? defaultValue, help),
      argumentDescription: ({ description, defaultValue }) =>
        withDefault(description, defaultValue, help),
    })
    .configureOutput({
      outputError: (text, write) => write(`error: ${usageProblem(text, help)}\n`),
    });
}

/** "--timeout <duration>" and "[options] [task...]" with the words of a language. */
function withPlaceholders(text: string, { placeholders }: Help): string {
  return text.replaceAll(
    /([<[])([^\]>.]+)((?:\.\.\.)?[\]>])/g,
    (_, open: string, word: string, close: string) =>
      `${open}${placeholders[word] ?? word}${close}`,
  );
}

/** Shows no default for a switch that is off and for an empty text. */
function withDefault(description: string, value: unknown, help: Help): string {
  const isShown = (typeof value === "string" && value !== "") || typeof value === "number";
  return isShown ? `${description} (${help.default}: ${value})` : description;
}

/** Translates an error of commander 15: one or two lines of English. Unknown errors stay as they are. */
export function usageProblem(text: string, help: Help): string {
  const [problem = "", hint = ""] = text
    .trim()
    .replace(/^error: /, "")
    .split("\n");
  const similar = /\(Did you mean (?:one of )?(.+)\?\)/.exec(hint)?.[1];
  const words = PROBLEMS.flatMap(([pattern, say]) => {
    const found = pattern.exec(problem);
    return found === null ? [] : [say(help, found[1] ?? "")];
  });
  const said = words[0] ?? problem;
  return similar === undefined ? said : `${said}: ${help.didYouMean(similar)}`;
}

const PROBLEMS: readonly (readonly [RegExp, (help: Help, what: string) => string])[] = [
  [/^unknown option '(.+)'$/, (help, flag) => help.unknownOption(flag)],
  [/^unknown command '(.+)'$/, (help, name) => help.unknownCommand(name)],
  [/^option '(.+)' argument missing$/, (help, flag) => help.missingValue(flag)],
  [
    /^missing required argument '(.+)'$/,
    (help, name) => help.missingArgument(help.placeholders[name] ?? name),
  ],
  [/^too many arguments.*?but got \d+: (.+)\.$/, (help, given) => help.tooManyArguments(given)],
];
