// Where load goes.
import { OptionsError } from "../../../src/units/options-error.ts";
import { say } from "../../messages/texts.ts";

export interface Target {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Reads "tcp://host:port" (IPv6 as "tcp://[::1]:port").
 * @throws {OptionsError} if the text is no such address.
 */
export function parseTarget(text: string): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const hostname = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
  const isBare = url !== undefined && ["", "/"].includes(url.pathname) && url.search === "";
  if (url?.protocol !== "tcp:" || hostname === "" || url.port === "" || !isBare) {
    throw new OptionsError(
      say(({ options }) =>
        /^[^/]+:\d+$/.test(text)
          ? options.notALoadTarget(text, options.targetHints.tcp(text))
          : options.notATarget(text),
      ),
    );
  }
  return { hostname, port: Number(url.port) };
}

export function formatTarget({ hostname, port }: Target): string {
  return `tcp://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
