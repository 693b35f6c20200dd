/** Lines around a difference that are shown for orientation. */
const CONTEXT = 2;
/** Lines up to which two texts are compared line by line; longer ones are shown one after the other. */
const MOST_COMPARED = 500;

/** The lines of two texts as `diff` shows them: `- ` only before, `+ ` only after, two spaces both. Far common lines are left out. */
export function lineDifference(before: readonly string[], after: readonly string[]): string[] {
  if (before.length > MOST_COMPARED || after.length > MOST_COMPARED)
    return [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)];
  return withoutFarLines(compare(before, after));
}

function compare(before: readonly string[], after: readonly string[]): string[] {
  // common[i][j]: length of the longest common subsequence of what follows line i before and line j after.
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const longest =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      common[row]?.fill(longest, column, column + 1);
    }
  }
  const lines: string[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const old = before[row];
    const fresh = after[column];
    if (old !== undefined && old === fresh) {
      lines.push(`  ${old}`);
      row += 1;
      column += 1;
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(`- ${old}`);
      row += 1;
    } else {
      lines.push(`+ ${fresh ?? ""}`);
      column += 1;
    }
  }
  return lines;
}

function withoutFarLines(lines: readonly string[]): string[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith("  ")),
  );
  return lines.flatMap((line, index) => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? ["  …"] : [];
  });
}
