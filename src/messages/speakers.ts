// The functions that all catalogues of a language share.
import { spanishNumber } from "../units/spanish-number.ts";
import type { Speaker } from "../units/text.ts";

export const englishSpeaker: Speaker = {
  language: "en",
  of: ({ en }) => en,
  number: (english) => english,
};

export const spanishSpeaker: Speaker = {
  language: "es",
  of: ({ es }) => es,
  number: spanishNumber,
};
