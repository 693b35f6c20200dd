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
