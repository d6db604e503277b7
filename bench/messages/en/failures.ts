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
  /** What happened to the first request of a kind. Numbers come as the language writes them. */
  details: {
    noReplyWithin: (duration: string) => `no reply within ${duration}`,
    noConnectionWithin: (duration: string) => `no connection within ${duration}`,
    allConnectionsBusy: "every connection was busy",
    noDescriptorLeft: "no file descriptor is left",
    notTlsReply: "the target accepts TCP but not TLS: its reply to the handshake is not TLS",
    closedInHandshake:
      "the target accepts TCP but closed the connection in the TLS handshake, as a target without TLS does",
    noHandshakeWithin: (duration: string) =>
      `the target accepts TCP but not TLS: no handshake within ${duration}`,
    closedBeforeReady: "the connection was closed before it could carry a request",
    calledOff: "the load ended while the connection was being opened",
    greetingTooLong: (limit: string) => `the greeting is longer than ${limit}`,
    wrongGreeting: (problem: string) => `to the greeting: ${problem}`,
    wrongHelloReply: (hello: string, problem: string) => `to ${hello}: ${problem}`,
    serverClosed: "the server closed the connection",
    serverClosedAfterReply:
      "the server closed the connection after its reply to an earlier request",
    closedAfterMalformed: "closed by the generator after a malformed reply",
    closedAfterDisorder: "closed by the generator after a reply out of order",
    closedAfterTimeout: "closed by the generator after an earlier request had timed out",
    replyTooLong: (limit: string) => `the reply is longer than ${limit}`,
    surplusBytes: (bytes: string) =>
      `${bytes} more bytes than the reply, and no other request in flight: does --reply describe where a reply ends?`,
    carriesAnothers: (index: string, others: string, reply: string) =>
      `the reply to request ${index} carries ${others}, which belongs to another request: ${reply}`,
    tooShortForId: "the reply is too short to contain an id",
    unexpectedBytes: "bytes came where no reply was expected",
  },
  /** Why bytes are not a reply of the kind that --reply names. */
  malformed: {
    http: {
      headTooLong: (limit: string) => `the head is longer than ${limit}`,
      chunkSize: (shown: string) => `the chunk size is "${shown}"`,
      chunkTooLong: "the chunk is longer than its size",
      foldedField: "the field that gives the length is folded",
      severalLengths: "more than one Content-Length",
      contentLength: (shown: string) => `Content-Length is "${shown}"`,
      switchesProtocols: "101: the server switches to another protocol",
      chunkedHttp10: "Transfer-Encoding in HTTP/1.0",
      twoFramings: "both Transfer-Encoding and Content-Length",
      statusLine: (shown: string) => `not a status line of HTTP/1.x: "${shown}"`,
    },
    frame: {
      lengthTooSmall: (length: string, counted: number) =>
        `the length is ${length}, less than its own ${counted} bytes, which it includes (inclusive)`,
      lengthTooLarge: (length: string, limit: string, header: string) =>
        `the length is ${length}, more than the limit of ${limit}: is ${header} right?`,
    },
    webSocket: {
      closed: (code: number | undefined) =>
        `the server closes the WebSocket${code === undefined ? "" : ` (code ${code})`}`,
      interleaved: "a frame of a message that has not begun, or of a second message",
      messageTooLong: (limit: string) => `a message of more than ${limit}`,
      notAFrame: "the bytes are not a frame of a WebSocket server",
      controlFrame: "a control frame that is too long or fragmented",
      frameTooLong: (limit: string) => `a frame of more than ${limit}`,
    },
  },
};

export type FailureTexts = typeof english;
