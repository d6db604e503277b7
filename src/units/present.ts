// Lists of which some items are there only under a condition.

/** Those that are not false: `present(head, isLate && warning)`. */
export function present<Item>(...items: readonly (Item | false)[]): Item[] {
  return items.filter((item): item is Item => item !== false);
}
