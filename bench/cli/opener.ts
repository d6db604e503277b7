// Which program opens a file as a double click would.

/** Its words, to which the file is added; undefined where there is none, or no display to open it on. */
export function openerFor(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  isThere: (program: string) => boolean,
): readonly string[] | undefined {
  if (platform === "darwin") return ["open"];
  // `start` takes its first quoted word for a window's title.
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  const hasDisplay = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((name) => (name ?? "") !== "");
  // Windows' own browser, from its Linux subsystem.
  if (isThere("wslview")) return ["wslview"];
  return hasDisplay && isThere("xdg-open") ? ["xdg-open"] : undefined;
}
