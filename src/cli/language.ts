// The language of a command: needed before its arguments are read, as its help is written in it.
import { type Language, LANGUAGES, languageOfLocale } from "../units/text.ts";

/**
 * `--lang`, else the locale of the environment, in POSIX's order. A `--lang` that is no language of ours counts as none:
 * it is refused where the arguments are read.
 */
export function languageOf(args: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const asked = args.flatMap((arg, i) =>
    arg === "--lang" ? [args[i + 1]] : arg.startsWith("--lang=") ? [arg.slice(7)] : [],
  );
  return (
    LANGUAGES.find((language) => language === asked.at(-1)) ??
    languageOfLocale(LC_ALL || LC_MESSAGES || LANG)
  );
}

/** Of this process. */
export function processLanguage(): Language {
  return languageOf(process.argv.slice(2), process.env);
}
