import { closest, distance } from "fastest-levenshtein";

/** As many letters may be wrong, added or missing: a third of the name. */
const WRONG_SHARE = 1 / 3;

/** The one of the names that was probably meant; undefined when none is near, or it is among them. */
export function closestName(written: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || names.includes(written)) return undefined;
  const nearest = closest(written.toLowerCase(), names);
  return distance(written.toLowerCase(), nearest.toLowerCase()) <= Math.ceil(written.length * WRONG_SHARE)
    ? nearest
    : undefined;
}
