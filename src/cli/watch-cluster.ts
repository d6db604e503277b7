// The live page of a cluster: its supervisor knows the members, and the members tell what they do.
import type { ClusterPlan } from "../cluster/plan.ts";
import type { ClusterRun } from "../cluster/run-cluster.ts";
import { ClusterSource } from "../dashboard/cluster-source.ts";
import type { Dashboard } from "../dashboard/dashboard-server.ts";
import type { Work } from "../pool/work.ts";
import { messagesFor } from "../messages/catalogue.ts";
import type { Language } from "../units/text.ts";
import { type DashboardPlace, openDashboard, sendOverTcp } from "./open-dashboard.ts";
import { formatAddress } from "./task-log.ts";
import { describeForPage } from "./watch-server.ts";

/** Listens and shows the cluster. The caller closes it. @throws {CommandError} if the address can't be had. */
export function watchCluster(
  run: ClusterRun,
  { hostname, port }: ClusterPlan,
  place: DashboardPlace,
  work: Work,
  lang: Language,
): Promise<Dashboard> {
  const hello = { lang, address: formatAddress(hostname, port), ...describeForPage(work) };
  const source = new ClusterSource(hello, () => run.status.members);
  return openDashboard(place, source, sendOverTcp(hostname, port), messagesFor(lang));
}
