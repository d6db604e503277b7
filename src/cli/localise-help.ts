// commander's own words, in the language of a command: the headings of its help and its usage errors.
import type { Command } from "commander";
import type { Help } from "../messages/en/help.ts";

export function localiseHelp(command: Command, help: Help): Command {
  const headings: Readonly<Record<string, string>> = {
    "Usage:": help.usage,
    "Arguments:": help.arguments,
    "Options:": help.options,
    "Commands:": help.commands,
  };
  return command
    .configureHelp({
      styleTitle: (title) => headings[title] ?? title,
      styleUsage: (usage) =>
        usage
          .replace("[options]", `[${help.optionsWord}]`)
          .replace("[command]", `[${help.commandWord}]`),
      optionDescription: ({ description, defaultValue }) =>
        withDefault(description, defaultValue, help),
      argumentDescription: ({ description, defaultValue }) =>
        withDefault(description, defaultValue, help),
    })
    .configureOutput({
      outputError: (text, write) => write(`error: ${usageProblem(text, help)}\n`),
    });
}

/** A switch that is off, and an empty text, are no defaults worth a word. */
function withDefault(description: string, value: unknown, help: Help): string {
  const isShown = (typeof value === "string" && value !== "") || typeof value === "number";
  return isShown ? `${description} (${help.default}: ${value})` : description;
}

/** commander 15's own errors, which come as one or two lines of English. What is none of them stays as it is. */
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
  [/^missing required argument '(.+)'$/, (help, name) => help.missingArgument(name)],
  [/^too many arguments.*?but got \d+: (.+)\.$/, (help, given) => help.tooManyArguments(given)],
];
