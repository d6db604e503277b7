// The programs of each component, and their Debian packages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM_PATH } from "./managed-process.ts";
import { findNginxStream } from "./nginx-config.ts";
import { findPostgres } from "./postgres.ts";
import { RABBITMQ_SERVER } from "./rabbitmq.ts";

export const COMPONENT_NAMES = ["rabbitmq", "postgres", "ceph", "haproxy", "nginx"] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];

/** One line of `bun run cluster doctor`. */
export interface Requirement {
  readonly component: ComponentName;
  readonly program: string;
  /** The Debian package. */
  readonly packageName: string;
  /** Undefined if it is missing. */
  readonly path: string | undefined;
}

type Program = readonly [program: string, packageName: string, find?: () => string | undefined];

/** A program without a function of its own is looked for in the PATH. */
const PROGRAMS: Readonly<Record<ComponentName, readonly Program[]>> = {
  rabbitmq: [
    [
      "rabbitmq-server",
      "rabbitmq-server",
      () => (existsSync(RABBITMQ_SERVER) ? RABBITMQ_SERVER : undefined),
    ],
    ["epmd", "erlang-base"],
  ],
  postgres: [["postgres", "postgresql", findPostgresServer]],
  ceph: [
    ["ceph-mon", "ceph-mon"],
    ["ceph-osd", "ceph-osd"],
    ["radosgw", "radosgw"],
    ["ceph", "ceph-common"],
  ],
  haproxy: [["haproxy", "haproxy"]],
  nginx: [
    ["nginx", "nginx"],
    ["ngx_stream_module.so", "libnginx-mod-stream", findNginxStream],
  ],
};

function findPostgresServer(): string | undefined {
  const folder = findPostgres();
  return folder && join(folder, "postgres");
}

/** Every program that the components need, in their order. */
export function requirementsOf(components: readonly ComponentName[]): readonly Requirement[] {
  return components.flatMap((component) =>
    PROGRAMS[component].map(([program, packageName, find]) => {
      const path = find ? find() : (Bun.which(program, { PATH: PROGRAM_PATH }) ?? undefined);
      return { component, program, packageName, path };
    }),
  );
}

/** The missing Debian packages of the components. */
export function missingPackages(components: readonly ComponentName[]): readonly string[] {
  const missing = requirementsOf(components).filter(({ path }) => path === undefined);
  return [...new Set(missing.map(({ packageName }) => packageName))];
}
