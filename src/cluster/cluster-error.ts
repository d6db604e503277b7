/** A cluster can't be started or can't do what was asked: no bug, and told in one line. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
