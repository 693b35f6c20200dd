/** A string, whose brackets nest nothing, or one bracket; a string that is not closed goes to the end. */
const STRING_OR_BRACKET = /"[^"\\]*(?:\\[^][^"\\]*)*"?|[[\]{}]/g;

/**
 * Whether arrays and objects are nested deeper than `levels` in a text, which need not be JSON: readers of a lake end at
 * some depth, each at its own.
 */
export function isDeeperThan(text: string, levels: number): boolean {
  // Counting costs next to nothing, and decides for nearly every event.
  if (occurrences("{", text) + occurrences("[", text) <= levels) return false;
  let depth = 0;
  for (const [token] of text.matchAll(STRING_OR_BRACKET)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}

function occurrences(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
