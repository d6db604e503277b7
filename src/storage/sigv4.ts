// AWS Signature Version 4 in a request's headers, for the one call that Bun's S3 client lacks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
import type { S3Location } from "./s3-url.ts";

/** A request without a query. `path` needs no escaping: "/bucket". */
export interface UnsignedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Headers that sign a request. `now` must be within 15 minutes of the server's clock. */
export function signedHeaders(
  location: S3Location,
  { method, path, body }: UnsignedRequest,
  now: Date,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken, region } = location;
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const bodyHash = sha256(body);
  const headers: Record<string, string> = {
    host: new URL(location.endpoint).host,
    "x-amz-content-sha256": bodyHash,
    "x-amz-date": time,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const request = [
    method,
    path,
    "",
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    bodyHash,
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Uint8Array>((signing, part) => hmac(signing, part), `AWS4${secretAccessKey}`);
  const signature = Buffer.from(hmac(key, toSign)).toString("hex");
  const credential = `Credential=${accessKeyId}/${scope}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return new Bun.CryptoHasher("sha256", key).update(text).digest();
}
