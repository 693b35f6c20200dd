/** A column of a table. Numbers are aligned to the right. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/**
 * A Markdown table whose columns are padded to one width, as Prettier writes it.
 *
 * @param rows cells of each row, as many as there are columns
 * @throws Error when a row has another number of cells, or a cell would break the table
 */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new Error(`A row of the table has ${row.length} cells and must have ${columns.length}: ${row.join(" | ")}`);
    }
    const broken = row.find((cell) => /[|\n]/.test(cell));
    if (broken !== undefined) {
      throw new Error(`The cell ${JSON.stringify(broken)} would end its row: it may have no "|" and no line break.`);
    }
  }
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, 3, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const padded = (row: readonly string[]) =>
    line(
      columns.map(({ align }, index) => {
        const [cell = "", width = 0] = [row[index], widths[index]];
        return align === "right" ? cell.padStart(width) : cell.padEnd(width);
      }),
    );
  const rule = columns.map(({ align }, index) => {
    const dashes = "-".repeat(widths[index] ?? 0);
    return align === "right" ? `${dashes.slice(1)}:` : dashes;
  });
  return [padded(columns.map(({ title }) => title)), line(rule), ...rows.map(padded)].join("\n");
}

/** A column of text. */
export function text(title: string): Column {
  return { title, align: "left" };
}

/** A column of numbers. */
export function number(title: string): Column {
  return { title, align: "right" };
}

/**
 * Puts generated text in a page, between two comments with the section's name; what is around them is written by hand.
 *
 * @throws Error when the page does not have the comments, once each and in order
 */
export function replaceSection(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [before, rest, ...more] = page.split(start);
  const [old, after, ...others] = (rest ?? "").split(end);
  if (before === undefined || old === undefined || after === undefined || more.length + others.length > 0) {
    throw new Error(
      `The page must have ${start} and then ${end}, once each: what is measured is written between them.`,
    );
  }
  return `${before}${start}\n\n${text}\n\n${end}${after}`;
}
