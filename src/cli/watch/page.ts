// The live pages. Of a local server, all tasks are counted; queue and threads are read while a page is open. Of a cluster,
// the supervisor lists the members, and the members report their tasks.
import type { ClusterPlan } from "../../cluster/plan.ts";
import type { ClusterRun } from "../../cluster/run-cluster.ts";
import { ClusterSource } from "../../dashboard/cluster-source.ts";
import type { Dashboard } from "../../dashboard/dashboard-server.ts";
import type { Hello, ThreadTask } from "../../dashboard/frames.ts";
import { createServerSource, observeExecute } from "../../dashboard/server-source.ts";
import { Tally } from "../../dashboard/tally.ts";
import { stampMs } from "../../execute/clock.ts";
import type { TaskPool } from "../../pool/task-pool.ts";
import type { Work } from "../../pool/work.ts";
import type { Messages } from "../../messages/catalogue.ts";
import type { Execute } from "../../protocol/task.ts";
import type { TaskServer } from "../../server/task-server.ts";
import { NS_PER_MS } from "../../units/duration.ts";
import { formatServiceTime } from "../../units/service-time.ts";
import { type DashboardPlace, openDashboard, sendOverTcp } from "../open-dashboard.ts";
import { formatEndpoint } from "../../units/ip-address.ts";

/** `execute` counts the tasks that pass through it; `open` opens the page, which the caller closes. */
export function watchServer(
  execute: Execute,
  { work, messages }: { readonly work: Work; readonly messages: Messages },
) {
  const tally = new Tally();
  return {
    execute: observeExecute(execute, tally, stampMs),
    /** @throws {CommandError} if the address can't be used. */
    open(server: TaskServer, pool: TaskPool, place: DashboardPlace): Promise<Dashboard> {
      const { hostname, port } = server;
      const hello = { address: formatEndpoint(hostname, port), ...workOnPage(work) };
      const source = createServerSource(hello, tally, () => ({
        connections: server.openConnections,
        ...readPool(pool),
      }));
      return openDashboard(place, source, sendOverTcp(hostname, port), messages);
    },
  };
}

/** Opens the page of a cluster. The caller closes it. @throws {CommandError} if the address can't be used. */
export function watchCluster(
  run: ClusterRun,
  place: DashboardPlace,
  options: { readonly plan: ClusterPlan; readonly work: Work; readonly messages: Messages },
): Promise<Dashboard> {
  const { hostname, port } = options.plan;
  const hello = { address: formatEndpoint(hostname, port), ...workOnPage(options.work) };
  const source = new ClusterSource(hello, () => run.status.members);
  return openDashboard(place, source, sendOverTcp(hostname, port), options.messages);
}

/** The fields of `Hello` about the work. */
function workOnPage(work: Work): Pick<Hello, "work" | "serviceMs"> {
  if (work.kind === "task") return { work: work.modulePath, serviceMs: null };
  const service = formatServiceTime(work.service);
  // CPU work takes longer with more threads than cores, so its time is not known beforehand.
  const isKnown = work.kind === "sleep" && work.service.kind === "constant";
  return {
    work: work.kind === "sleep" ? service : `${work.kind} ${service}`,
    serviceMs: isKnown ? work.service.serviceNs / NS_PER_MS : null,
  };
}

/** Its threads by number. */
export function readPool({ threads, inHand, waiting, running }: TaskPool) {
  const rows = Array.from({ length: threads }, (): ThreadTask | null => null);
  for (const { request, thread, startedAtMs } of inHand) {
    rows[thread - 1] = { task: request.task, startedAtMs };
  }
  return { waiting, running, threads: rows };
}
