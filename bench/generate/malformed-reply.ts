/** Bytes came that are no reply of the kind expected: where the next one begins can't be known any more. */
export class MalformedReply extends Error {
  override readonly name = "MalformedReply";
}
