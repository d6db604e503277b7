// The live page's flags, and the page of a server. The page's code is loaded only with --dashboard.
import { askTask } from "../client/task-client.ts";
import { ConnectionError } from "../client/exchange-line.ts";
import type { Dashboard } from "../dashboard/dashboard-server.ts";
import type { LiveSource } from "../dashboard/hub.ts";
import type { SendTask } from "../dashboard/sender.ts";
import { catalogueFor, type Messages, say } from "../messages/catalogue.ts";
import { reportPage } from "../protocol/ready-event.ts";
import { NS_PER_SECOND } from "../units/duration.ts";
import { untranslated } from "../units/text.ts";
import { failureText } from "./client/call.ts";
import { processLanguage } from "./language.ts";
import { flag, type GivenFlags, onOff } from "./options/flags.ts";
import { parseHost, parsePort } from "./options/host-and-port.ts";
import { listening } from "./parts.ts";
import { formatEndpoint } from "../units/ip-address.ts";

/** Long enough for a burst in a classroom: its tasks queue like any others. */
const LIMITS = { timeoutNs: 600 * NS_PER_SECOND };

export interface DashboardPlace {
  readonly hostname: string;
  readonly port: number;
  /** The flag that sets the port. */
  readonly portFlag: string;
}

const OWN = { host: "--dashboard-host", port: "--dashboard-port" };
const { commands } = catalogueFor(processLanguage());

export const DASHBOARD_FLAGS = {
  dashboard: onOff(commands.dashboard),
  dashboardPort: flag("<port>", commands.dashboardPort, (text) => parsePort(text, 0, OWN), "8080"),
  dashboardHost: flag(
    "<host>",
    commands.dashboardHost,
    (text) => parseHost(text, OWN),
    "127.0.0.1",
  ),
};

/** null without --dashboard. */
export function dashboardOf(given: GivenFlags<typeof DASHBOARD_FLAGS>): DashboardPlace | null {
  const { dashboard, dashboardPort: port, dashboardHost: hostname } = given.values;
  if (dashboard) return { hostname, port, portFlag: OWN.port };
  given.refuseIdle(["dashboardPort", "dashboardHost"], ({ problems: t }) =>
    t.idleWithout("--dashboard", t.why.noPage),
  );
  return null;
}

/** Starts the page's server. The caller closes it. @throws {CommandError} if the address can't be used. */
export async function openDashboard(
  { hostname, port, portFlag }: DashboardPlace,
  source: LiveSource,
  send: SendTask | null,
  messages: Messages,
): Promise<Dashboard> {
  const { createDashboard } = await import("../dashboard/dashboard-server.ts");
  const address = formatEndpoint(hostname, port);
  const dashboard = listening(
    address,
    messages,
    () => createDashboard({ hostname, port, source, send }),
    messages.dashboardPortInUse(address, portFlag),
  );
  reportPage(process, dashboard.url);
  return dashboard;
}

/** Sends a task over TCP, on a connection of its own, as any client does. */
export function sendOverTcp(hostname: string, port: number): SendTask {
  const address = { hostname: reachable(hostname), port };
  return async (task) => {
    try {
      const { reply } = await askTask(address, { id: null, task }, LIMITS);
      if (reply.status === "error") {
        return { problem: untranslated(`${reply.code}: ${reply.message}`) };
      }
      const { thread, worker = null, waitNs, serviceNs } = reply.reply;
      return { thread, worker, waitNs, serviceNs };
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      const calling = { address, ...LIMITS };
      return {
        problem: say(({ system }) => failureText(error, { ...calling, messages: system })),
      };
    }
  };
}

/** The address to connect to if a server listens on all addresses. */
function reachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  return hostname === "::" ? "::1" : hostname;
}
