// Tooltips of a chart; screen readers announce the same text.

type Row = readonly [what: string, value: string];

export interface Tip {
  readonly title: string;
  readonly rows: readonly Row[];
  /** The level of the mark; choosing the mark shows this level in the other charts. */
  readonly level?: number;
}

/** The tooltip of the mark at an index of its series' data; null if it has none. */
export type TipOf = (dataIndex: number) => Tip | null;

/** Tooltips by position on the first horizontal axis, in its own unit. */
export interface CourseTips {
  readonly at: (x: number) => Tip | null;
  /** Positions with different tooltips, ascending: where the arrow keys go. */
  readonly stops: readonly number[];
}

/** Tooltips by position in the units of the first two axes, for thousands of marks. */
export interface PlaceTips {
  readonly at: (x: number, y: number) => Tip | null;
  /** Positions of the marks, in the order of the arrow keys. */
  readonly marks: readonly (readonly [x: number, y: number])[];
}

/** Of a series with a mark an item; worded when asked for, as there may be thousands. */
export function tipsOf<Item>(items: readonly Item[], tip: (item: Item) => Tip): TipOf {
  return (i) => {
    const item = items[i];
    return item === undefined ? null : tip(item);
  };
}
