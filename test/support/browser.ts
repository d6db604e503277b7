// A real browser for the tests of pages: Debian's Chromium, without a window.
import { type Browser, chromium } from "playwright-core";
import { hasCommand } from "./require-command.ts";

/** For `describe.skipIf(!hasBrowser)`. */
export const hasBrowser = hasCommand("chromium");

/** Who calls it closes it. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: Bun.which("chromium") ?? "chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
