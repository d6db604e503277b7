// Strict UTF-8, and detection of a character that is split at the end of a packet.

// A byte order mark is part of the text that the client sent, so it is kept.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text, or undefined if the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether the last character is incomplete and more bytes could complete it. False for invalid bytes. Looks at 3 bytes at
 * most.
 */
export function endsInsideCharacter(bytes: Uint8Array): boolean {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (!isContinuation) return characterBytes(byte) > back;
  }
  return false;
}

/** Length of the character that starts with a byte (RFC 3629); 1 for bytes that start no character. */
function characterBytes(lead: number): number {
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  return 1;
}
