import { expect, test } from "bun:test";
import { openerFor } from "./open-command.ts";

const ROWS = [
  ["macOS has its own", "darwin", {}, [], ["open"]],
  ["Windows has its own, which wants a title", "win32", {}, [], ["cmd", "/c", "start", ""]],
  ["X11 has xdg-open", "linux", { DISPLAY: ":0" }, ["xdg-open"], ["xdg-open"]],
  ["Wayland has xdg-open", "linux", { WAYLAND_DISPLAY: "w" }, ["xdg-open"], ["xdg-open"]],
  ["without a display nothing is opened", "linux", {}, ["xdg-open"], undefined],
  ["an empty display is none", "freebsd", { DISPLAY: "" }, ["xdg-open"], undefined],
  ["without xdg-open nothing is opened", "linux", { DISPLAY: ":0" }, [], undefined],
  ["under Windows, Linux asks Windows", "linux", {}, ["wslview", "xdg-open"], ["wslview"]],
] as const;

test.each(ROWS)("%s", (_, platform, env, programs, words) => {
  const found = openerFor(platform, env, (name) => (programs as readonly string[]).includes(name));
  expect(found).toEqual(words as readonly string[] | undefined);
});
