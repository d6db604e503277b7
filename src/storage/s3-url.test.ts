import { describe, expect, test } from "bun:test";
import { OptionsError } from "../units/options-error.ts";
import { parseS3Url, type S3Location } from "./s3-url.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "EK", AWS_SECRET_ACCESS_KEY: "ES" };

describe("an S3 URL", () => {
  test.each<[string, string, Record<string, string>, Partial<S3Location>]>([
    [
      "names server, bucket and keys",
      "s3://AK:SK@s3.example.com:9000/my-bucket?region=eu-west-1",
      KEYS,
      {
        endpoint: "https://s3.example.com:9000",
        bucket: "my-bucket",
        region: "eu-west-1",
        accessKeyId: "AK",
        secretAccessKey: "SK",
      },
    ],
    [
      "has its keys escaped",
      "s3://A%2FK:S%40%2BK@h/bucket",
      {},
      { accessKeyId: "A/K", secretAccessKey: "S@+K" },
    ],
    ["asks for no TLS", "s3://A:S@h:80/bucket?tls=0", {}, { endpoint: "http://h:80" }],
    [
      "needs no TLS on this machine",
      "s3://A:S@127.0.0.1:7480/bucket",
      {},
      { endpoint: "http://127.0.0.1:7480" },
    ],
    [
      "may have it there",
      "s3://A:S@[::1]:7480/bucket?tls=1",
      {},
      { endpoint: "https://[::1]:7480" },
    ],
    [
      "takes keys from the environment",
      "s3://h:9000/bucket",
      KEYS,
      { accessKeyId: "EK", secretAccessKey: "ES" },
    ],
    [
      "is a bucket alone, at AWS",
      "s3://my-bucket",
      { ...KEYS, AWS_REGION: "eu-west-3", AWS_SESSION_TOKEN: "T" },
      { endpoint: "https://s3.eu-west-3.amazonaws.com", bucket: "my-bucket", sessionToken: "T" },
    ],
    [
      "is a bucket alone, elsewhere",
      "s3://my-bucket/",
      { ...KEYS, AWS_ENDPOINT_URL: "http://10.0.0.1:9000/" },
      { endpoint: "http://10.0.0.1:9000", region: "us-east-1" },
    ],
    [
      "with keys of its own takes no session of the environment's",
      "s3://A:S@my-bucket",
      { ...KEYS, AWS_SESSION_TOKEN: "T" },
      { accessKeyId: "A", sessionToken: undefined },
    ],
  ])("%s", (_, url, environment, expected) => {
    expect(parseS3Url(url, environment)).toMatchObject(expected);
  });

  test.each([
    ["s3://A:top-secret@host/Bucket", /"Bucket" is not a bucket/],
    ["s3://A:top-secret@host/bucket/folder", /"bucket\/folder" is not a bucket/],
    ["s3://A:top-secret@host/bucket?tls=yes", /tls is 0 or 1/],
    ["s3://A:top-secret@host/bucket?regoin=x", /no parameter "regoin"/],
    ["s3://host/bucket", /no keys for S3/],
    ["s3://A@host/bucket", /no keys for S3/],
    ["s3://", /s3:\/\/ACCESS:SECRET@/],
    ["s3://A:top%secret@host/bucket", /two hexadecimal digits/],
  ])("%s is refused", (url, message) => {
    let refusal: unknown;
    try {
      parseS3Url(url, {});
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(OptionsError);
    expect(String(refusal)).toMatch(message);
    expect(String(refusal)).not.toMatch(/top.?secret/);
  });
});
