// The live page's catalogue. It is separate from the other catalogues because a browser loads it.
import type { Language, Speaker } from "../units/text.ts";
import { english, type PageWords } from "./en/page.ts";
import { spanish } from "./es/page.ts";
import { englishSpeaker, spanishSpeaker } from "./speakers.ts";

export interface PageTexts extends PageWords, Speaker {}

const byLanguage: Readonly<Record<Language, PageTexts>> = {
  en: { ...englishSpeaker, ...english },
  es: { ...spanishSpeaker, ...spanish },
};

export function pageTextsFor(language: Language): PageTexts {
  return byLanguage[language];
}
