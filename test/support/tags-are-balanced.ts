// A first look at the XML that reports write, for tests.

/** XML's first demand, which is all that a browser needs to refuse the file. */
export function tagsAreBalanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, close, name, isEmpty] of xml.matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/gi)) {
    if (close === "/") {
      if (open.pop() !== name) return false;
    } else if (isEmpty !== "/") {
      open.push(name ?? "");
    }
  }
  return open.length === 0;
}
