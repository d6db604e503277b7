// Parses a broker's URL, "amqp://user:password@host:5672/vhost". The password appears in no message.
import { type Catalogue, say } from "../messages/catalogue.ts";
import { formatEndpoint } from "../units/ip-address.ts";
import { OptionsError } from "../units/options-error.ts";

export interface BrokerHost {
  readonly hostname: string;
  readonly port: number;
}

export interface BrokerAddress {
  readonly isTls: boolean;
  readonly username: string;
  readonly password: string;
  readonly vhost: string;
  /** The nodes of one cluster, tried in turn; at least one. */
  readonly hosts: readonly [BrokerHost, ...BrokerHost[]];
  /** "amqp://user@host:5672/vhost": to be shown, without the password. */
  readonly shown: string;
}

const AMQP_PORT = 5672;
const AMQPS_PORT = 5671;
const FORM = "amqp://user:password@host:5672/vhost";

/**
 * Parses amqp: and amqps: URLs with one host or several (separated by commas) and percent-encoded names. The default
 * user is guest, the default vhost "/".
 * @throws {OptionsError} if the text is invalid. The message does not repeat the text, which can contain a password.
 */
export function parseBrokerUrl(text: string): BrokerAddress {
  const match = /^(amqps?):\/\/(?:([^:@/?#]*)(?::([^:@/?#]*))?@)?([^@/?#]+)(?:\/([^/?#]*))?$/.exec(
    text,
  );
  if (match === null)
    throw otherScheme(text) ?? notAnAddress(({ problems }) => problems.brokerForm());
  const [, scheme, user = "guest", password = "guest", hostList = "", vhost = ""] = match;
  const isTls = scheme === "amqps";
  const defaultPort = isTls ? AMQPS_PORT : AMQP_PORT;
  const [first, ...others] = hostList.split(",").map((host) => parseHost(host, defaultPort));
  if (first === undefined) throw notAnAddress(({ problems }) => problems.brokerNoHost());
  if (others.length > 0 && [first, ...others].some(({ hostname }) => hostname.includes(":"))) {
    throw notAnAddress(({ problems }) => problems.brokerIpv6Among());
  }
  const username = decode(user);
  const authorities = [first, ...others]
    .map(({ hostname, port }) => formatEndpoint(hostname, port))
    .join(",");
  return {
    isTls,
    username,
    password: decode(password),
    vhost: vhost === "" ? "/" : decode(vhost),
    hosts: [first, ...others],
    shown: `${scheme}://${user}@${authorities}${vhost === "" ? "" : `/${vhost}`}`,
  };
}

function parseHost(text: string, defaultPort: number): BrokerHost {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text);
  const hostname = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (hostname === undefined) throw notAnAddress(({ problems }) => problems.brokerHost());
  if (port < 1 || port > 65_535) throw notAnAddress(({ problems }) => problems.brokerPort(port));
  return { hostname, port };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notAnAddress(({ problems }) => problems.brokerEscape());
  }
}

function notAnAddress(reason: (texts: Catalogue) => string): OptionsError {
  return new OptionsError(say((texts) => texts.problems.notABroker(reason(texts), FORM)));
}

function otherScheme(text: string): OptionsError | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme === undefined || scheme === "amqp" || scheme === "amqps") return undefined;
  const schemes = ["amqp://", "amqps://"];
  return new OptionsError(say(({ problems }) => problems.schemeNotSupported(scheme, schemes)));
}
