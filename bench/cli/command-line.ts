// How a run was started, as one would type it again.

/** `args` are those after `bun bench`. */
export function commandLineOf(args: readonly string[]): string {
  return ["bun", "bench", ...args.map(quote)].join(" ");
}

/** As a shell would want it typed. */
function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
