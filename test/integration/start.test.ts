// What is not needed to start is not loaded to start: the schema library costs some 10 ms.
import { expect, test } from "bun:test";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

test.each([
  "bench/cli/sweep/command.ts",
  "bench/cli/sweep/run.ts",
  "bench/cli/load/run.ts",
  "bench/generate/process/generators.ts",
  "src/cli/server/local.ts",
])("%s is loaded without the schema library", async (path) => {
  const script = `await import("./${path}");
    console.log(Object.keys(require.cache).some((file) => file.includes("/valibot/")));`;
  const { stdout } = Bun.spawn([process.execPath, "-e", script], { cwd: ROOT, stdin: "ignore" });
  expect(await new Response(stdout).text()).toBe("false\n");
});
