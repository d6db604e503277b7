// Where a broker is: "amqp://user:password@host:5672/vhost" in, its parts out. The password goes nowhere else.
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
  /** "amqp://user@host:5672/vhost": for people, without the password. */
  readonly shown: string;
}

const AMQP_PORT = 5672;
const AMQPS_PORT = 5671;
const FORM = "amqp://user:password@host:5672/vhost";

/**
 * Takes amqp: and amqps:, several hosts with commas between, percent-encoded names. Without a user it is guest, without a
 * vhost it is "/".
 * @throws {OptionsError} if the text is no such address; it does not say the text, in which there may be a password.
 */
export function parseBrokerUrl(text: string): BrokerAddress {
  const match = /^(amqps?):\/\/(?:([^:@/?#]*)(?::([^:@/?#]*))?@)?([^@/?#]+)(?:\/([^/?#]*))?$/.exec(
    text,
  );
  if (match === null) throw notAnAddress("it must be written like that");
  const [, scheme, user = "guest", password = "guest", hostList = "", vhost = ""] = match;
  const isTls = scheme === "amqps";
  const defaultPort = isTls ? AMQPS_PORT : AMQP_PORT;
  const [first, ...others] = hostList.split(",").map((host) => parseHost(host, defaultPort));
  if (first === undefined) throw notAnAddress("there is no host");
  if (others.length > 0 && [first, ...others].some(({ hostname }) => hostname.includes(":"))) {
    throw notAnAddress("of several hosts none may be an IPv6 address: give them names");
  }
  const username = decode(user);
  const authorities = [first, ...others].map(formatHost).join(",");
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
  if (hostname === undefined) throw notAnAddress("a host is a name or an address, and its port");
  if (port < 1 || port > 65_535) throw notAnAddress(`${port} is no port (1 to 65535)`);
  return { hostname, port };
}

function formatHost({ hostname, port }: BrokerHost): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notAnAddress("a % in it is not followed by two hexadecimal digits");
  }
}

function notAnAddress(reason: string): OptionsError {
  return new OptionsError(
    `the broker's address is none such as ${FORM}: ${reason} (characters such as : @ / in a password as %3A %40 %2F)`,
  );
}
