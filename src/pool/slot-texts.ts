// The texts of a slot in shared memory, as UTF-8: the task and its id on their way to a thread, the outcome on its way
// back. A text that does not fit goes by message instead.
import type { TaskRequest } from "../protocol/task.ts";

/** Room for a task with its id, and as much for its outcome. */
const ROOM_BYTES = 1024;

/** Lengths that are none. */
const ABSENT = -1;
const BY_MESSAGE = -2;

/** What a thread says at the end of a task, and in which form. */
export interface OutcomeText {
  /** "text": a result that is a string, as it is; "json": any other result; "failure": a TaskJobFailure as JSON. */
  readonly form: "text" | "json" | "failure";
  readonly text: string;
}

const FORMS = ["text", "json", "failure"] as const satisfies OutcomeText["form"][];

/** Words of a slot: bytes of the id and of the task, form and bytes of the outcome. */
const WORDS = 4;

export interface SlotTextMemory {
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly words: Int32Array<SharedArrayBuffer>;
}

export function createSlotTextMemory(slots: number): SlotTextMemory {
  return {
    bytes: new Uint8Array(new SharedArrayBuffer(2 * ROOM_BYTES * slots)),
    words: new Int32Array(new SharedArrayBuffer(4 * WORDS * slots)),
  };
}

/** Both sides use it; who may touch a slot when, the ring says. */
export class SlotTexts {
  readonly #bytes: Buffer<SharedArrayBuffer>;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor({ bytes, words }: SlotTextMemory) {
    this.#bytes = Buffer.from(bytes.buffer);
    this.#words = words;
  }

  /** If it does not fit, `readRequest` returns undefined. */
  writeRequest(slot: number, { id, task }: TaskRequest): void {
    const at = 2 * ROOM_BYTES * slot;
    const idBytes = id === null ? ABSENT : this.#write(id, at, ROOM_BYTES);
    const roomBytes = idBytes === BY_MESSAGE ? 0 : ROOM_BYTES - Math.max(0, idBytes);
    this.#words[WORDS * slot] = idBytes;
    this.#words[WORDS * slot + 1] = this.#write(task, at + ROOM_BYTES - roomBytes, roomBytes);
  }

  readRequest(slot: number): TaskRequest | undefined {
    const [idBytes = 0, taskBytes = 0] = this.#words.subarray(WORDS * slot, WORDS * slot + 2);
    if (taskBytes === BY_MESSAGE) return undefined;
    const at = 2 * ROOM_BYTES * slot;
    const taskAt = at + Math.max(0, idBytes);
    const id = idBytes === ABSENT ? null : this.#bytes.toString("utf8", at, taskAt);
    return { id, task: this.#bytes.toString("utf8", taskAt, taskAt + taskBytes) };
  }

  /** False if it does not fit: then `readOutcome` returns undefined. */
  writeOutcome(slot: number, { form, text }: OutcomeText): boolean {
    const bytes = this.#write(text, 2 * ROOM_BYTES * slot + ROOM_BYTES, ROOM_BYTES);
    this.#words[WORDS * slot + 2] = FORMS.indexOf(form);
    this.#words[WORDS * slot + 3] = bytes;
    return bytes !== BY_MESSAGE;
  }

  readOutcome(slot: number): OutcomeText | undefined {
    const [form = 0, bytes = 0] = this.#words.subarray(WORDS * slot + 2, WORDS * slot + 4);
    if (bytes === BY_MESSAGE) return undefined;
    const at = 2 * ROOM_BYTES * slot + ROOM_BYTES;
    return { form: FORMS[form] ?? "text", text: this.#bytes.toString("utf8", at, at + bytes) };
  }

  /** Bytes written, or BY_MESSAGE. UTF-8 can't carry half a surrogate pair; a message can. */
  #write(text: string, at: number, roomBytes: number): number {
    // A UTF-16 unit takes 3 bytes at most.
    const fits = text.length * 3 <= roomBytes || Buffer.byteLength(text) <= roomBytes;
    if (!fits || !text.isWellFormed()) return BY_MESSAGE;
    return text === "" ? 0 : this.#bytes.write(text, at, roomBytes);
  }
}
