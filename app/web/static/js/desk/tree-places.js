// Where in a tree, shown as one list, something may be put. Rows are {id, depth} in reading order; pure.

// The rows without the one at `at` and all below it, and how many those are.
export function without(rows, at) {
  let end = at + 1;
  while (end < rows.length && rows[end].depth > rows[at].depth) end += 1;
  return { rest: [...rows.slice(0, at), ...rows.slice(end)], count: end - at };
}

// The depths that are possible between the rows before and after `index`, for something `height` levels high; null: none.
export function depthsAt(rest, index, { height, deepest }) {
  const least = rest[index]?.depth ?? 0;
  const most = Math.min((rest[index - 1]?.depth ?? -1) + 1, deepest - height);
  return least <= most ? { least, most } : null;
}

// The depth nearest to the one that is wanted.
export const nearest = (depths, wanted) => Math.max(depths.least, Math.min(depths.most, wanted));

// What lies above and right before the place, and the number that it would have among how many.
export function placeAt(rest, index, depth) {
  let above = index - 1;
  while (above >= 0 && rest[above].depth >= depth) above -= 1;
  const siblings = [];
  for (let at = above + 1; at < rest.length && rest[at].depth >= depth; at += 1) {
    if (rest[at].depth === depth) siblings.push({ id: rest[at].id, at });
  }
  const before = siblings.filter((each) => each.at < index);
  return {
    parent: above < 0 ? null : rest[above].id,
    after: before.length ? before[before.length - 1].id : null,
    number: before.length + 1,
    of: siblings.length + 1,
  };
}

// The next place in a direction (1 down, -1 up) where it may stand; null at the end of the list.
export function next(rest, index, direction, limits) {
  for (let at = index + direction; at >= 0 && at <= rest.length; at += direction) {
    if (depthsAt(rest, at, limits)) return at;
  }
  return null;
}
