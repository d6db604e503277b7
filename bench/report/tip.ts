// What a chart says where it is pointed at: text for a tooltip, and for people who hear it read out.

export interface Tip {
  readonly title: string;
  readonly rows: readonly (readonly [what: string, value: string])[];
  /** The level that it is about, which other charts of the page can then show. */
  readonly level?: number;
}

/** Of the mark at a place of its series' data; null where it has nothing to say. */
export type TipOf = (dataIndex: number) => Tip | null;

/** Of a place on the first horizontal axis, in its own unit. */
export interface CourseTips {
  readonly at: (x: number) => Tip | null;
  /** Places that differ, ascending: where the keyboard goes. */
  readonly stops: readonly number[];
}

/** Of marks that are found by where they are, in the units of the first two axes: of many it is quicker than by mark. */
export interface PlaceTips {
  readonly at: (x: number, y: number) => Tip | null;
  /** Where they are, in the order in which the keyboard goes. */
  readonly marks: readonly (readonly [x: number, y: number])[];
}
