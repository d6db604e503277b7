// The WebSocket to the server; it reconnects by itself, with growing pauses.
import type { SendRequest, ToPage } from "../frames.ts";

export type ConnectionState = "connecting" | "connected" | "away" | "ended";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3000;
/** The server sends a frame at least once a second; after this silence the connection counts as lost. */
const SILENCE_MS = 5000;

export interface LiveConnection {
  /** Returns false if there is no connection. */
  send(request: SendRequest): boolean;
}

export function connectLive(
  onMessage: (message: ToPage) => void,
  onState: (state: ConnectionState) => void,
): LiveConnection {
  let socket: WebSocket | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let silence = 0;
  let hasEnded = false;

  const connect = (): void => {
    const url = new URL("/live", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const current = new WebSocket(url);
    socket = current;
    current.addEventListener("message", ({ data }) => {
      listenForSilence(current);
      const message = JSON.parse(String(data)) as ToPage;
      if (message.type === "hello") {
        pauseMs = FIRST_PAUSE_MS;
        hasEnded = false;
        onState("connected");
      }
      if (message.type === "bye") hasEnded = true;
      onMessage(message);
    });
    current.addEventListener("close", () => {
      if (socket !== current) return;
      clearTimeout(silence);
      socket = undefined;
      onState(hasEnded ? "ended" : "away");
      setTimeout(connect, pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, 1.5 * pauseMs);
    });
    listenForSilence(current);
  };

  const listenForSilence = (current: WebSocket): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      // The browser's own close event can come late if the server does not respond.
      current.dispatchEvent(new Event("close"));
      current.close();
    }, SILENCE_MS);
  };

  onState("connecting");
  connect();
  return {
    send(request) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(request));
      return true;
    },
  };
}
