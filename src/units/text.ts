// A text in every language, for statements that are kept before the language of their reader is known.

export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Language of a locale such as "es_MX.UTF-8" or "es-AR"; English for every locale that is not Spanish. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale !== undefined && /^es(?:$|[_.@-])/i.test(locale) ? "es" : "en";
}

/** The same statement in each language. Errors, findings and warnings are Texts; a renderer takes one language of them. */
export type Text = Readonly<Record<Language, string>>;

/** A text without a language: output of another program, a path, a symbol. */
export function untranslated(text: string): Text {
  return { en: text, es: text };
}

/** The functions of every catalogue. */
export interface Speaker {
  readonly language: Language;
  /** This language's form of a Text. */
  readonly of: (text: Text) => string;
  /** A number as this language writes it, from its English form: "1,234.5 ms" is "1234,5 ms" in Spanish. */
  readonly number: (english: string) => string;
}

/** The function `say` of a set of catalogues: it composes a statement once in each language. */
export function sayIn<Catalogue>(
  catalogues: Readonly<Record<Language, Catalogue>>,
): (compose: (texts: Catalogue) => string) => Text {
  return (compose) => ({ en: compose(catalogues.en), es: compose(catalogues.es) });
}

/** Texts of a list, joined in each language. */
export function joinTexts(texts: readonly Text[], separator: string): Text {
  return {
    en: texts.map(({ en }) => en).join(separator),
    es: texts.map(({ es }) => es).join(separator),
  };
}

/** A statement with the place that it is about, such as "--rate: …". */
export function ofPlace(place: string, text: string | Text): Text {
  const { en, es } = typeof text === "string" ? untranslated(text) : text;
  return place === "" ? { en, es } : { en: `${place}: ${en}`, es: `${place}: ${es}` };
}

/**
 * The Spanish form of every number in an English text: a decimal comma; from 10,000 on, thousands are separated by a
 * no-break space.
 * Source: Real Academia Española, Ortografía (2010): a point or comma is never a separator of thousands.
 * Versions and addresses such as "1.4.5" and "127.0.0.1" stay unchanged.
 */
export function spanishNumber(english: string): string {
  return english.replaceAll(/(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\d]|[.,]\d)/g, (number) => {
    const [whole = "", decimals] = number.split(".");
    const groups = whole.split(",");
    const isShort = groups.length === 2 && groups[0]?.length === 1;
    const parted = groups.join(isShort ? "" : "\u00A0");
    return decimals === undefined ? parted : `${parted},${decimals}`;
  });
}
