// The process that listens on a TCP port of this machine, as Linux tells it in /proc; elsewhere none is known.
import { readlinkSync } from "node:fs";
import { entriesOf, readProc } from "./proc.ts";

export interface PortOwner {
  readonly pid: number;
  readonly name: string;
}

/** Fields of a row of /proc/net/tcp, from 0. */
const LOCAL_ADDRESS = 1;
const STATE = 3;
const INODE = 9;
const LISTENING = "0A";

/** Undefined where nobody listens, or the process is another user's. */
export function ownerOfPort(port: number): PortOwner | undefined {
  const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listenersIn(table, port)));
  if (inodes.size === 0) return undefined;
  for (const name of entriesOf("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const isOwner = entriesOf(`/proc/${name}/fd`).some((file) =>
      inodes.has(linkOf(`/proc/${name}/fd/${file}`)),
    );
    if (isOwner) return { pid: Number(name), name: readProc(`/proc/${name}/comm`)?.trim() ?? "" };
  }
  return undefined;
}

/** "socket:[4711]" of each socket that listens on the port. */
function listenersIn(table: string, port: number): string[] {
  return (readProc(`/proc/net/${table}`) ?? "")
    .split("\n")
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter(
      (fields) =>
        fields[STATE] === LISTENING &&
        Number.parseInt(fields[LOCAL_ADDRESS]?.split(":")[1] ?? "", 16) === port,
    )
    .map((fields) => `socket:[${fields[INODE]}]`);
}

/** A process may end between two looks, and another user's can't be looked at: "". */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
