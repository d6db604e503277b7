// The live page's flags, and the page of a server. The page's code is loaded only with --dashboard.
import type { Command } from "commander";
import { askTask } from "../client/task-client.ts";
import { ConnectionError } from "../client/exchange-line.ts";
import type { Dashboard } from "../dashboard/dashboard-server.ts";
import type { LiveSource } from "../dashboard/hub.ts";
import type { SendTask } from "../dashboard/sender.ts";
import { catalogueFor, type Messages, say } from "../messages/catalogue.ts";
import { reportPage } from "../protocol/ready-event.ts";
import { type Ns, NS_PER_SECOND } from "../units/duration.ts";
import { untranslated } from "../units/text.ts";
import { describeFailure } from "./client/call.ts";
import { CommandError } from "./command.ts";
import { processLanguage } from "./language.ts";
import { parseHost, parsePort } from "./host-and-port.ts";
import { cannotListen } from "./parts.ts";
import { formatAddress } from "./server/task-log.ts";
import { codeOf } from "../units/text-error.ts";

/** Long enough for a burst in a classroom: its tasks queue like any others. */
const REPLY_TIMEOUT_NS: Ns = 600 * NS_PER_SECOND;

export interface DashboardFlags {
  readonly dashboard: boolean;
  readonly dashboardPort: string;
  readonly dashboardHost: string;
}

export interface DashboardPlace {
  readonly hostname: string;
  readonly port: number;
  /** The flag that sets the port. */
  readonly portFlag: string;
}

export function addDashboardOptions(command: Command): Command {
  const { commands } = catalogueFor(processLanguage());
  return command
    .option("--dashboard", commands.dashboard, false)
    .option("--dashboard-port <port>", commands.dashboardPort, "8080")
    .option("--dashboard-host <host>", commands.dashboardHost, "127.0.0.1");
}

/** null without --dashboard. @throws {OptionsError} */
export function readDashboard(flags: DashboardFlags): DashboardPlace | null {
  const own = { host: "--dashboard-host", port: "--dashboard-port" };
  const port = parsePort(flags.dashboardPort, 0, own);
  const hostname = parseHost(flags.dashboardHost, own);
  return flags.dashboard ? { hostname, port, portFlag: "--dashboard-port" } : null;
}

/** Starts the page's server. The caller closes it. @throws {CommandError} if the address can't be used. */
export async function openDashboard(
  { hostname, port, portFlag }: DashboardPlace,
  source: LiveSource,
  send: SendTask | null,
  messages: Messages,
): Promise<Dashboard> {
  const { createDashboard } = await import("../dashboard/dashboard-server.ts");
  try {
    const dashboard = createDashboard({ hostname, port, source, send });
    reportPage(process, dashboard.url);
    return dashboard;
  } catch (error) {
    const address = formatAddress(hostname, port);
    if (codeOf(error) === "EADDRINUSE") {
      throw new CommandError(messages.dashboardPortInUse(address, portFlag), undefined, {
        cause: error,
      });
    }
    throw cannotListen(error, address, messages);
  }
}

/** Sends a task over TCP, on a connection of its own, as any client does. */
export function sendOverTcp(hostname: string, port: number): SendTask {
  const address = { hostname: reachable(hostname), port };
  return async (task) => {
    try {
      const answer = await askTask(address, { id: null, task }, { timeoutNs: REPLY_TIMEOUT_NS });
      const { reply } = answer;
      if (reply.status === "error") {
        return { isDone: false, problem: untranslated(`${reply.code}: ${reply.message}`) };
      }
      const { thread, worker = null, waitNs, serviceNs } = reply.reply;
      return { isDone: true, thread, worker, waitNs, serviceNs };
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      const calling = { address, timeoutNs: REPLY_TIMEOUT_NS };
      const problem = say(({ system }) => describeFailure(error, { ...calling, messages: system }));
      return { isDone: false, problem };
    }
  };
}

/** The address to connect to if a server listens on all addresses. */
function reachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  return hostname === "::" ? "::1" : hostname;
}
