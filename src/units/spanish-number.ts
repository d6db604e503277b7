// Numbers as Spanish writes them, from their English form.

/**
 * Writes every number in the text with a decimal comma; from 10,000 on, thousands are separated by a no-break space.
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
