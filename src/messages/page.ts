// The live page's catalogue: apart from the others, as a browser loads it.
import type { Language } from "../units/text.ts";
import { english, type PageTexts } from "./en/page.ts";
import { spanish } from "./es/page.ts";

export type { PageTexts };

const byLanguage: Readonly<Record<Language, PageTexts>> = { en: english, es: spanish };

export function pageTextsFor(language: Language): PageTexts {
  return byLanguage[language];
}
