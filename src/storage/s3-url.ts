// Where objects of an S3 server are, from its URL and the environment's usual variables.
//
//   s3://ACCESS:SECRET@host:port/bucket?region=eu-west-1&tls=1   a server of one's own (Ceph, MinIO, Garage)
//   s3://host:port/bucket                                        the same, with the keys of the environment
//   s3://bucket                                                  AWS, or AWS_ENDPOINT_URL; keys of the environment
//
// tls: 1 by default, 0 by default where the host is this machine. region: AWS_REGION, else us-east-1.
import { OptionsError } from "../units/options-error.ts";

export interface S3Location {
  /** "https://host:port", without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary keys. */
  readonly sessionToken: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** @throws {OptionsError} if the URL can't be used; the message does not hold its secret. */
export function parseS3Url(text: string, environment: Environment): S3Location {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "s3:") {
    throw new OptionsError("an S3 URL is like s3://ACCESS:SECRET@host:9000/bucket?tls=0");
  }
  if (!isEscapedWell(url)) {
    throw new OptionsError("a % in an S3 URL that escapes nothing (write % itself as %25)");
  }
  const problems: string[] = [];
  for (const name of url.searchParams.keys()) {
    if (name !== "region" && name !== "tls") problems.push(`"${name}" is no part of an S3 URL`);
  }
  const path = decodeURIComponent(url.pathname.replace(/^\//, "").replace(/\/$/, ""));
  const bucket = path === "" ? url.hostname : path;
  if (!BUCKET.test(bucket)) {
    problems.push(`"${bucket}" is no bucket's name (3 to 63 of a-z, 0-9, "." and "-")`);
  }
  const region =
    url.searchParams.get("region") ??
    environment["AWS_REGION"] ??
    environment["AWS_DEFAULT_REGION"] ??
    "us-east-1";
  const keys = keysOf(url, environment);
  if (keys.accessKeyId === "" || keys.secretAccessKey === "") {
    problems.push(
      "no keys for S3: give s3://ACCESS:SECRET@host:port/bucket, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    );
  }
  const tls = url.searchParams.get("tls") ?? (LOOPBACK.test(url.hostname) ? "0" : "1");
  if (tls !== "0" && tls !== "1") problems.push(`tls is 0 or 1, not "${tls}"`);
  let endpoint = `${tls === "1" ? "https" : "http"}://${url.host}`;
  if (path === "") {
    endpoint = environment["AWS_ENDPOINT_URL"] ?? `https://s3.${region}.amazonaws.com`;
    if (!/^https?:\/\/[^/]+\/?$/.test(endpoint)) {
      problems.push(`AWS_ENDPOINT_URL is like https://host:9000, not "${endpoint}"`);
    }
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return { endpoint: endpoint.replace(/\/$/, ""), bucket, region, ...keys };
}

/** So that `decodeURIComponent` takes its parts. */
function isEscapedWell({ username, password, pathname }: URL): boolean {
  try {
    decodeURIComponent(username + password + pathname);
    return true;
  } catch {
    return false;
  }
}

type Keys = Pick<S3Location, "accessKeyId" | "secretAccessKey" | "sessionToken">;

function keysOf(url: URL, environment: Environment): Keys {
  if (url.username !== "") {
    return {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
      sessionToken: undefined,
    };
  }
  return {
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    sessionToken: environment["AWS_SESSION_TOKEN"],
  };
}
