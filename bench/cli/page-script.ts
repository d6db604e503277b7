// The script of report.html as one text. Building it takes 0.2 s, after the measuring: nothing is kept from one run to the
// next, so that it can't be of another version than the report.
import { join } from "node:path";
import { type Language, LANGUAGES } from "../../src/units/text.ts";
import type { PageScript } from "../report/document/html.ts";

/** Catalogues that no chart uses. */
const UNUSED =
  "(?:help|micro|options|peers|queue|run-list|screen|selftest|verdict-words|" +
  "(?:load|sweep|compare)/(?:command|comparison|help|judgement|options|thresholds))";

/** Without the catalogues that a page in `language` does not use. @throws {AggregateError} if a source is broken. */
export async function buildPageScript(language: Language): Promise<PageScript> {
  const others = LANGUAGES.filter((other) => other !== language).join("|");
  const filter = new RegExp(`/bench/messages/(?:(?:${others})/.*|\\w+/${UNUSED})\\.ts$`);
  const contents = "export const english = {}, spanish = {};";
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "../page/main.ts")],
    target: "browser",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "catalogues",
        setup: (build) => void build.onLoad({ filter }, () => ({ contents, loader: "js" })),
      },
    ],
  });
  // Within a script element, this alone would end it.
  const text = ((await outputs[0]?.text()) ?? "").replaceAll("</script", "<\\/script");
  const sha256 = new Bun.CryptoHasher("sha256").update(text).digest("base64");
  return { text, sha256 };
}
