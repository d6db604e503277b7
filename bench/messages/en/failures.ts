// Why requests failed, and what helps, in English.

export const english = {
  kinds: {
    refused: "refused",
    reset: "reset",
    "closed early": "closed early",
    "connect time-out": "connect time-out",
    "reply time-out": "reply time-out",
    "wrong reply": "wrong reply",
    "malformed reply": "malformed reply",
    "malformed: out of order": "malformed: out of order",
    TLS: "TLS",
    "no TLS": "no TLS",
    DNS: "DNS",
    "out of descriptors": "out of descriptors",
    "out of ports": "out of ports",
    "connection failed": "connection failed",
    dropped: "dropped",
  },
  /** Of the kinds that a user can do something about. */
  remedies: {
    "malformed: out of order":
      "leave out --ordered, and say where replies carry an id: --id-at, --id-match, --reply json-id",
    "no TLS": "write tcp://host:port for a port without TLS, or give the port that has it",
    TLS: "give the certificates to trust with --tls-ca, or skip the check with --insecure",
    "out of descriptors": "raise the limit of open files (ulimit -n) or use fewer connections",
    "out of ports":
      "keep connections open (no --reconnect), use fewer, or widen net.ipv4.ip_local_port_range",
  },
};

export type FailureTexts = typeof english;
