// Tests that need a command of the system: skipped loudly where it is missing, failed where everything must be there.

/** For `test.skipIf(!hasCommand("nc"))`. @throws {Error} if it is missing under ESCALERA_REQUIRE_SERVICES=1. */
export function hasCommand(name: string): boolean {
  if (Bun.which(name) !== null) return true;
  if (process.env["ESCALERA_REQUIRE_SERVICES"] === "1") {
    throw new Error(`${name} is missing, and ESCALERA_REQUIRE_SERVICES=1 asks for it`);
  }
  console.warn(`SKIPPED: ${name} is missing, so what needs it is not tested here`);
  return false;
}

/** For tests in a mount namespace, which only root may make. @throws {Error} as `hasCommand` does. */
export function isMountRefused(stderr: string): boolean {
  if (!/unshare failed|permission denied/i.test(stderr)) return false;
  if (process.env["ESCALERA_REQUIRE_SERVICES"] === "1") throw new Error(stderr);
  console.warn(`SKIPPED: this test needs a mount namespace: ${stderr.trim()}`);
  return true;
}
