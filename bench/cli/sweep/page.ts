// `bun bench --ui`: what the terminal is told of a sweep, a page in a browser is told too.
import type { LevelSummary } from "../../run/sweep/run.ts";
import type { Screen } from "../../screen/sweep/screen.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { openDashboard } from "../../../src/cli/open-dashboard.ts";
import { SweepSource } from "../../../src/dashboard/sweep-source.ts";
import { messagesFor } from "../../../src/messages/catalogue.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";

export interface SweepPage {
  /** What it shows, told as the terminal is told it. */
  readonly screen: Screen;
  /** Says goodbye to the browsers; what they show stays. */
  close(): Promise<void>;
}

/** Listens on loopback and says where. @throws {CommandError} if the port can't be had. */
export async function openSweepPage(port: number): Promise<SweepPage> {
  const messages = messagesFor(processLanguage());
  const source = new SweepSource();
  const place = { hostname: "127.0.0.1", port, portFlag: "--ui-port" };
  const page = await openDashboard(place, source, null, messages);
  // Stdout belongs to the run's picture, and to whoever reads it.
  console.error(messages.dashboard(page.url, true));
  const screen: Screen = {
    phase: (text) => source.phase(text),
    begin: ({ title, lanes, laneNames = [] }) =>
      source.begin({
        title,
        laneNames,
        totalLevels: lanes.flat().length,
        plan: lanes.flat().map((burst) => [burst.level, burst.idealMakespanNs / NS_PER_MS]),
      }),
    extend: (lanes) => source.extend(lanes.flat().length),
    start: (lane, level) => source.started(lane, level),
    reply: (lane, isOk) => source.replied(lane, isOk),
    end: (summary) => source.ended(levelForPage(summary)),
    close: () => undefined,
  };
  return { screen, close: () => page.close() };
}

/** Tells both of all that happens. */
export function onBoth(one: Screen, other: Screen): Screen {
  const tell = (act: (screen: Screen) => void): void => [one, other].forEach(act);
  return {
    phase: (text) => tell((screen) => screen.phase(text)),
    begin: (plan) => tell((screen) => screen.begin(plan)),
    extend: (lanes) => tell((screen) => screen.extend(lanes)),
    start: (lane, level, attempt) => tell((screen) => screen.start(lane, level, attempt)),
    reply: (lane, isOk) => tell((screen) => screen.reply(lane, isOk)),
    end: (summary) => tell((screen) => screen.end(summary)),
    close: () => tell((screen) => screen.close()),
  };
}

function levelForPage(summary: LevelSummary) {
  const { lane, level, attempt, makespanNs, throughputPerSec, ok, groups } = summary;
  const makespanMs = makespanNs === null ? null : makespanNs / NS_PER_MS;
  return { lane, level, attempt, makespanMs, throughputPerSec, ok, groups };
}
