// Loaded before every test file (bunfig.toml).
import { plugin } from "bun";
import { stopSharedComponentsAtTheEnd } from "./components.ts";

/**
 * Bun's own 5 s are too short on a busy machine, for real processes and for thousands of simulated runs alike. What
 * `setDefaultTimeout` sets holds for one file alone (Bun 1.4.5), so each is given it, on its first line.
 */
const LIMIT = `import { setDefaultTimeout as setLimit } from "bun:test"; setLimit(60_000);`;

plugin({
  name: "a limit for every test file",
  setup(build) {
    build.onLoad({ filter: /\.test\.ts$/ }, async ({ path }) => ({
      contents: `${LIMIT}${await Bun.file(path).text()}`,
      loader: "ts",
    }));
  },
});

stopSharedComponentsAtTheEnd();
