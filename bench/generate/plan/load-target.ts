// Where a load goes: tcp://host:port, tls://host:port or unix:///path. The sweep's targets are TCP only.
import { OptionsError } from "../../../src/units/options-error.ts";
import { say, type Texts, usageError } from "../../messages/texts.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import type { LoadTarget } from "../../run/load/plan.ts";
import type { Text } from "../../../src/units/text.ts";

/** What `--tls-ca`, `--tls-cert`, `--tls-key` (paths of PEM files) and `--insecure` say. */
export type TlsOptions = Pick<
  Extract<LoadTarget, { kind: "tls" }>,
  "caFile" | "certFile" | "keyFile" | "isInsecure"
>;

/**
 * Reads "tcp://host:port" or "tls://host:port" (IPv6 in brackets), or "unix:///path". TLS options are the defaults:
 * see `withTlsOptions`.
 * @throws {OptionsError} if the text is no such address, with a hint where it is clear what was meant.
 */
export function parseLoadTarget(text: string): LoadTarget {
  if (text.startsWith("unix:///") && text !== "unix:///") {
    return { kind: "unix", path: text.slice("unix://".length) };
  }
  const place = readHostAndPort(text, "tcp:");
  if (place !== undefined) return { kind: "tcp", ...place };
  const tlsPlace = readHostAndPort(text, "tls:");
  if (tlsPlace !== undefined) {
    const none = { caFile: null, certFile: null, keyFile: null, isInsecure: false };
    return { kind: "tls", ...tlsPlace, ...none };
  }
  throw usageError(({ options }) => options.notALoadTarget(text, hintFor(text, options)));
}

/**
 * The target with its TLS options.
 * @throws {OptionsError} with all problems: options for a target without TLS, a certificate without its key or a key
 * without its certificate.
 */
export function withTlsOptions(target: LoadTarget, options: TlsOptions): LoadTarget {
  const { caFile, certFile, keyFile, isInsecure } = options;
  const given = [
    caFile === null ? [] : "--tls-ca",
    certFile === null ? [] : "--tls-cert",
    keyFile === null ? [] : "--tls-key",
    isInsecure ? "--insecure" : [],
  ].flat();
  const problems: Text[] = [];
  if (target.kind !== "tls" && given.length > 0) {
    problems.push(say(({ loadOptions }) => loadOptions.tlsOnly(given, formatLoadTarget(target))));
  }
  if (certFile !== null && keyFile === null) {
    problems.push(say(({ loadOptions }) => loadOptions.certificateNeedsKey()));
  }
  if (keyFile !== null && certFile === null) {
    problems.push(say(({ loadOptions }) => loadOptions.keyNeedsCertificate()));
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return target.kind === "tls" ? { ...target, caFile, certFile, keyFile, isInsecure } : target;
}

function hintFor(text: string, { targetHints }: Texts["options"]): string {
  const [scheme = ""] = text.split("://");
  if (/^[^/]+:\d+$/.test(text)) return targetHints.needsScheme(text);
  if (/^\d+$/.test(text)) return targetHints.port(text);
  if (text.startsWith("/")) return targetHints.socket(text);
  if (text.startsWith("unix:")) return targetHints.absolutePath();
  if (/^(?:tcp|tls)$/.test(scheme)) return targetHints.noPath(scheme);
  if (/^[\w-]+(?:\.[\w-]+)*$/.test(text)) return targetHints.host(text);
  return targetHints.forms();
}

export interface Target {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Reads "tcp://host:port" (IPv6 as "tcp://[::1]:port").
 * @throws {OptionsError} if the text is no such address.
 */
export function parseTarget(text: string): Target {
  const target = readHostAndPort(text, "tcp:");
  if (target !== undefined) return target;
  throw usageError(({ options }) =>
    /^[^/]+:\d+$/.test(text)
      ? options.notALoadTarget(text, options.targetHints.tcp(text))
      : options.notATarget(text),
  );
}

/** Those of a URL with this protocol that says nothing else; undefined of any other text. */
function readHostAndPort(text: string, protocol: "tcp:" | "tls:"): Target | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== protocol || !["", "/"].includes(url.pathname)) return undefined;
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port);
  const isBare = url.search + url.hash + url.username + url.password === "";
  return isBare && hostname !== "" && port > 0 ? { hostname, port } : undefined;
}

export function formatTarget({ hostname, port }: Target): string {
  return `tcp://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
