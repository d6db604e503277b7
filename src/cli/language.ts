// The language of a command. It is needed before the arguments are read, because the help is in this language.
import { type Language, LANGUAGES, languageOfLocale } from "../units/text.ts";

/**
 * The value of `--lang`, else the locale of the environment, in POSIX's order. An unknown value of `--lang` is ignored
 * here and refused when the arguments are read.
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

/** The language of this process. */
export function processLanguage(): Language {
  return languageOf(process.argv.slice(2), process.env);
}
