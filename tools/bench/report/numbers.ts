/** A number with some significant digits, in plain decimals, and a comma every three digits: 1,423 or 0.0460. */
export function significant(value: number, digits = 3): string {
  return value.toLocaleString("en-US", {
    minimumSignificantDigits: Math.min(digits, 21),
    maximumSignificantDigits: Math.min(digits, 21),
  });
}

/** A whole number with a comma every three digits. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `13.6x`: how many times less, or more. Cut off, so that it is never more than was measured. */
export function ratioText(ratio: number): string {
  const step = ratio >= 100 ? 1 : ratio >= 10 ? 0.1 : 0.01;
  // 13.6 / 0.1 is 135.99999999999997.
  const steps = Math.floor(ratio / step + 1e-9);
  return `${(steps * step).toFixed(ratio >= 100 ? 0 : ratio >= 10 ? 1 : 2)}x`;
}

export function dollarText(dollars: number): string {
  return `$${significant(dollars, dollars < 0.0995 ? 2 : 3)}`;
}

/** @param share 0 to 1 */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/**
 * The middle value, or the mean of the two in the middle.
 *
 * @throws Error when there is none
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error("There is no median of no values.");
  return (lower + upper) / 2;
}
