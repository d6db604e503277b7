// A host and a port as options of their own; what was given in the wrong one of them is recognised.
import { readFileSync } from "node:fs";
import { usageError } from "../../messages/catalogue.ts";
import { parseCount } from "../../units/count.ts";

const MAX_PORT = 65_535;

export interface AddressFlags {
  readonly host: string;
  readonly port: string;
}

const FLAGS: AddressFlags = { host: "--host", port: "--port" };

/** "127.0.0.1:80", "tcp://[::1]:80", "tcp://localhost"; not "::1", which is a host. */
const HOST_AND_PORT = /^(?:[a-z]+:\/\/)?(?:\[([^\]]+)\]|([^:/[\]]+)):(\d+)\/?$/i;
const HOST_AS_URL = /^[a-z]+:\/\/(?:\[([^\]]+)\]|([^:/[\]]+))\/?$/i;

/**
 * Reads a host alone; IPv6 with or without brackets.
 * @throws {OptionsError} if it is a host with a port or a URL, with what to write instead.
 */
export function parseHost(text: string, flags: AddressFlags = FLAGS): string {
  const both = HOST_AND_PORT.exec(text);
  if (both !== null) {
    const [, bracketed, plain, port = ""] = both;
    const instead = `${flags.host} ${bracketed ?? plain} ${flags.port} ${port}`;
    throw usageError(({ problems }) => problems.hostAlone(text, instead));
  }
  const url = HOST_AS_URL.exec(text);
  if (url !== null) {
    const host = url[1] ?? url[2] ?? "";
    throw usageError(({ problems }) => problems.hostAlone(text, `${flags.host} ${host}`));
  }
  return /^\[(.+)\]$/.exec(text)?.[1] ?? text;
}

/**
 * Reads a port from `min` to 65535.
 * @throws {OptionsError} if it is none, with what to write where it is a host with a port, or a process's id.
 */
export function parsePort(text: string, min: number, flags: Partial<AddressFlags> = FLAGS): number {
  const [, bracketed, plain, port = ""] = HOST_AND_PORT.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined) {
    const parts = [
      ...(flags.host === undefined ? [] : [`${flags.host} ${host}`]),
      `${flags.port ?? "--port"} ${port}`,
    ];
    throw usageError(({ problems }) => problems.portAlone(text, parts.join(" ")));
  }
  const process =
    /^\d+$/.test(text) && Number(text) > MAX_PORT ? nameOfProcess(Number(text)) : undefined;
  if (process !== undefined) {
    throw usageError(({ problems }) => problems.pidForPort(text, process, min, MAX_PORT));
  }
  return parseCount(text, min, MAX_PORT);
}

/** Reads `--admin-port`. @throws {OptionsError} as `parsePort` does. */
export function parseAdminPort(text: string): number {
  return parsePort(text, 0, { port: "--admin-port" });
}

/** Undefined where there is no such process, or the system does not tell. */
export function nameOfProcess(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return undefined; // No such process, or no /proc.
  }
}
