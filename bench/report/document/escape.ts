// Escapes untrusted text (labels, error codes, replies of the target) for the place where it is shown.

/** For XML and HTML, in text and in quoted attributes. Characters that XML forbids are shown as U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(FORBIDDEN_IN_XML, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Control characters but tab and line ends, lone surrogates, and the two non-characters (XML 1.0, section 2.2). */
const FORBIDDEN_IN_XML =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
