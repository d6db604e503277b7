// The programs of each component, and their Debian packages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM_PATH } from "./managed-process.ts";
import { findNginxStream } from "./nginx-config.ts";
import { findPostgres } from "./postgres.ts";
import { RABBITMQ_SERVER } from "./rabbitmq.ts";

export const COMPONENT_NAMES = ["rabbitmq", "postgres", "ceph", "haproxy", "nginx"] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];

interface Program {
  readonly program: string;
  /** The Debian package. */
  readonly packageName: string;
  /** Its path; undefined if it is missing. */
  readonly find: () => string | undefined;
}

/** One line of `bun run cluster doctor`. */
export interface Requirement {
  readonly component: ComponentName;
  readonly program: string;
  readonly packageName: string;
  /** Undefined if it is missing. */
  readonly path: string | undefined;
}

const inPath = (program: string, packageName: string): Program => ({
  program,
  packageName,
  find: () => Bun.which(program, { PATH: PROGRAM_PATH }) ?? undefined,
});

const PROGRAMS: Readonly<Record<ComponentName, readonly Program[]>> = {
  rabbitmq: [
    {
      program: "rabbitmq-server",
      packageName: "rabbitmq-server",
      find: () => (existsSync(RABBITMQ_SERVER) ? RABBITMQ_SERVER : undefined),
    },
    inPath("epmd", "erlang-base"),
  ],
  postgres: [
    {
      program: "postgres",
      packageName: "postgresql",
      find: () => {
        const folder = findPostgres();
        return folder === undefined ? undefined : join(folder, "postgres");
      },
    },
  ],
  ceph: [
    inPath("ceph-mon", "ceph-mon"),
    inPath("ceph-osd", "ceph-osd"),
    inPath("radosgw", "radosgw"),
    inPath("ceph", "ceph-common"),
  ],
  haproxy: [inPath("haproxy", "haproxy")],
  nginx: [
    inPath("nginx", "nginx"),
    {
      program: "ngx_stream_module.so",
      packageName: "libnginx-mod-stream",
      find: findNginxStream,
    },
  ],
};

/** Every program that the components need, in their order. */
export function requirementsOf(components: readonly ComponentName[]): readonly Requirement[] {
  return components.flatMap((component) =>
    PROGRAMS[component].map(({ program, packageName, find }) => ({
      component,
      program,
      packageName,
      path: find(),
    })),
  );
}

/** The missing Debian packages of the components. */
export function missingPackages(components: readonly ComponentName[]): readonly string[] {
  const missing = requirementsOf(components).filter(({ path }) => path === undefined);
  return [...new Set(missing.map(({ packageName }) => packageName))];
}
