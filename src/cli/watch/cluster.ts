// The live page of a cluster: the supervisor lists the members, and the members report their tasks.
import type { ClusterPlan } from "../../cluster/plan.ts";
import type { ClusterRun } from "../../cluster/run-cluster.ts";
import { ClusterSource } from "../../dashboard/cluster-source.ts";
import type { Dashboard } from "../../dashboard/dashboard-server.ts";
import type { Work } from "../../pool/work.ts";
import type { Messages } from "../../messages/catalogue.ts";
import { type DashboardPlace, openDashboard, sendOverTcp } from "../open-dashboard.ts";
import { formatAddress } from "../server/task-log.ts";
import { describeForPage } from "./server.ts";

/** Opens the page of a cluster. The caller closes it. @throws {CommandError} if the address can't be used. */
export function watchCluster(
  run: ClusterRun,
  { hostname, port }: ClusterPlan,
  place: DashboardPlace,
  work: Work,
  messages: Messages,
): Promise<Dashboard> {
  const hello = { address: formatAddress(hostname, port), ...describeForPage(work) };
  const source = new ClusterSource(hello, () => run.status.members);
  return openDashboard(place, source, sendOverTcp(hostname, port), messages);
}
