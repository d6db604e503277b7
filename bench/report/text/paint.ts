// Roles of the terminal's sixteen colours. No meaning is carried by colour alone.
import type { Texts } from "../../messages/texts.ts";

/** Each function returns its text, with or without escapes around it. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly muted: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubt: (text: string) => string;
  readonly measured: (text: string) => string;
  readonly ideal: (text: string) => string;
}

const same = (text: string): string => text;

/** For pipes and files. */
export const PLAIN: Paint = {
  strong: same,
  muted: same,
  good: same,
  bad: same,
  doubt: same,
  measured: same,
  ideal: same,
};

function sgr(on: number, off: number): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001B[${on}m${text}\u001B[${off}m`);
}

export const COLOURED: Paint = {
  strong: sgr(1, 22),
  muted: sgr(2, 22),
  good: sgr(32, 39),
  bad: sgr(31, 39),
  doubt: sgr(33, 39),
  measured: sgr(36, 39),
  // In the text colour, which is legible on any background.
  ideal: same,
};

/** The room for a picture, its language and its colours. */
export interface View {
  readonly columns: number;
  readonly rows: number;
  readonly texts: Texts;
  readonly paint: Paint;
}

/** How a summary is shown. */
export interface Look {
  readonly paint: Paint;
  /** Of each plot, beside its title and axis; 0: no plots. */
  readonly plotRows: number;
  /** Lines that there is room for; null: any number, as in a pipe. */
  readonly rows: number | null;
}

/** Where a summary is shown: in which language and how wide, beside its look. */
export interface Place extends Look {
  readonly texts: Texts;
  /** In columns. */
  readonly width: number;
}

/** As in a pipe. */
export const PLAIN_LOOK: Look = { paint: PLAIN, plotRows: 0, rows: null };
