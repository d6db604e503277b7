// Numbers as Spanish writes them, from their English form.

/**
 * Every number in the text with a decimal comma; thousands are parted by a no-break space, and from 10,000 on only.
 * Source: Real Academia Española, Ortografía (2010): a point or comma is never a separator of thousands.
 * What is no number of ours stays: versions and addresses such as "1.4.5" and "127.0.0.1".
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
