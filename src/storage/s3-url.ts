// The location of objects on an S3 server, from its URL and the usual environment variables.
//
//   s3://ACCESS:SECRET@host:port/bucket?region=eu-west-1&tls=1   a private server (Ceph, MinIO, Garage)
//   s3://host:port/bucket                                        the same, with the keys of the environment
//   s3://bucket                                                  AWS, or AWS_ENDPOINT_URL; keys of the environment
//
// Defaults: tls is 1, on loopback 0; region is AWS_REGION, else us-east-1.
import { say } from "../messages/catalogue.ts";
import type { Text } from "../units/text.ts";
import { OptionsError } from "../units/options-error.ts";

export interface S3Location {
  /** "https://host:port", without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only temporary keys have one. */
  readonly sessionToken: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const FORM = "s3://ACCESS:SECRET@host:9000/bucket?tls=0";
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** @throws {OptionsError} if the URL can't be used; the message does not contain the secret. */
export function parseS3Url(text: string, environment: Environment): S3Location {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "s3:") {
    throw new OptionsError(say(({ problems }) => problems.notAnS3Url(FORM)));
  }
  if (!isEscapedWell(url)) {
    throw new OptionsError(say(({ problems }) => problems.s3Escape()));
  }
  const found: Text[] = [];
  for (const name of url.searchParams.keys()) {
    if (name === "region" || name === "tls") continue;
    found.push(say(({ problems }) => problems.s3Parameter(name)));
  }
  const path = decodeURIComponent(url.pathname.replace(/^\//, "").replace(/\/$/, ""));
  const bucket = path === "" ? url.hostname : path;
  if (!BUCKET.test(bucket)) {
    found.push(say(({ problems }) => problems.badBucket(bucket)));
  }
  const region =
    url.searchParams.get("region") ??
    environment["AWS_REGION"] ??
    environment["AWS_DEFAULT_REGION"] ??
    "us-east-1";
  const keys = keysOf(url, environment);
  if (keys.accessKeyId === "" || keys.secretAccessKey === "") {
    found.push(say(({ problems }) => problems.noS3Keys()));
  }
  const tls = url.searchParams.get("tls") ?? (LOOPBACK.test(url.hostname) ? "0" : "1");
  if (tls !== "0" && tls !== "1") found.push(say(({ problems }) => problems.badTls(tls)));
  let endpoint = `${tls === "1" ? "https" : "http"}://${url.host}`;
  if (path === "") {
    const given = environment["AWS_ENDPOINT_URL"] ?? `https://s3.${region}.amazonaws.com`;
    if (!/^https?:\/\/[^/]+\/?$/.test(given)) {
      found.push(say(({ problems }) => problems.badEndpoint(given)));
    }
    endpoint = given;
  }
  if (found.length > 0) throw new OptionsError(found);
  return { endpoint: endpoint.replace(/\/$/, ""), bucket, region, ...keys };
}

/** Whether `decodeURIComponent` accepts its parts. */
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
