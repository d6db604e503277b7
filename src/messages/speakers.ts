// The functions that all catalogues of a language share.
import { type Speaker, spanishNumber } from "../units/text.ts";

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
