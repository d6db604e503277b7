import { expect, test } from "bun:test";
import { COMPONENT_NAMES, missingPackages, requirementsOf } from "./requirements.ts";

test("each component names its programs and the packages they come from", () => {
  const packages = (name: (typeof COMPONENT_NAMES)[number]): readonly string[] =>
    requirementsOf([name]).map(({ packageName }) => packageName);
  expect(packages("rabbitmq")).toEqual(["rabbitmq-server", "erlang-base"]);
  expect(packages("postgres")).toEqual(["postgresql"]);
  expect(packages("ceph")).toEqual(["ceph-mon", "ceph-osd", "radosgw", "ceph-common"]);
  expect(packages("haproxy")).toEqual(["haproxy"]);
  expect(packages("nginx")).toEqual(["nginx", "libnginx-mod-stream"]);
});

test("a package is missing when one of its programs is not found", () => {
  const requirements = requirementsOf(COMPONENT_NAMES);
  const expected = requirements.flatMap(({ path, packageName }) =>
    path === undefined ? [packageName] : [],
  );
  expect(missingPackages(COMPONENT_NAMES)).toEqual(expected);
  expect(missingPackages([])).toEqual([]);
});

test("every package is one that scripts/install-services installs", async () => {
  const script = await Bun.file(`${import.meta.dir}/../../../scripts/install-services`).text();
  for (const { packageName } of requirementsOf(COMPONENT_NAMES)) {
    // It comes with rabbitmq-server.
    if (packageName !== "erlang-base") expect(script).toMatch(new RegExp(`\\b${packageName}\\b`));
  }
});
