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
