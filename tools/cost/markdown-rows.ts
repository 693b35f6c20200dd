/** One row of a table, by the titles of its columns. */
export type Row = Readonly<Record<string, string>>;

/**
 * Rows of the first Markdown table in a section of a page that has all of these columns.
 *
 * @param section between `<!-- bench:<section> -->` and its end
 * @throws Error when there is no such table: what should have been measured, and how
 */
export function markdownRows(page: string, section: string, columns: readonly string[]): readonly Row[] {
  const [, text = ""] = page.split(`<!-- bench:${section} -->`);
  const lines = (text.split(`<!-- /bench:${section} -->`)[0] ?? "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("|") || lines[index - 1]?.startsWith("|") === true) continue;
    const titles = cells(line);
    if (!columns.every((column) => titles.includes(column))) continue;
    const end = lines.findIndex((other, place) => place > index && !other.startsWith("|"));
    return lines
      .slice(index + 2, end === -1 ? undefined : end)
      .map((row) => Object.fromEntries(cells(row).map((cell, place) => [titles[place] ?? "", cell])));
  }
  throw new Error(
    `docs/performance.md: the section bench:${section} has no table with the columns ${columns.join(", ")}. ` +
      `Measure it: npm run bench -- --only ${section}`,
  );
}

/** The number in a cell such as `1,000`, `5 %` or `$0.046`. @throws Error when it holds none */
export function cellNumber(row: Row, column: string): number {
  const value = Number((row[column] ?? "").replace(/[$,%x\s]/g, ""));
  if (row[column] === undefined || row[column] === "" || Number.isNaN(value)) {
    throw new Error(`The column ${column} of ${JSON.stringify(row)} must hold a number.`);
  }
  return value;
}

function cells(line: string): readonly string[] {
  return line
    .slice(1, line.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());
}
