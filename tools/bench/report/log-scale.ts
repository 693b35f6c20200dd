/** Maps positive values to places, each power of ten at the same distance. */
export interface LogScale {
  readonly place: (value: number) => number;
  /** The powers of ten on the scale. */
  readonly powers: readonly number[];
}

/**
 * A scale that begins at the power of ten below the least value, so that no bar has the length 0, and ends at the largest.
 *
 * @param values one or more, all greater than 0
 * @param from place of the first power
 * @param to place of the largest value
 * @throws Error when there is no value, or one that has no logarithm
 */
export function logScale(values: readonly number[], from: number, to: number): LogScale {
  const wrong = values.find((value) => !(value > 0 && Number.isFinite(value)));
  if (values.length === 0 || wrong !== undefined) {
    throw new Error(`A logarithmic scale needs values greater than 0; got ${wrong ?? "none"}.`);
  }
  const first = Math.ceil(Math.log10(Math.min(...values)) - TOLERANCE) - 1;
  const last = Math.log10(Math.max(...values));
  return {
    place: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from),
    powers: Array.from({ length: Math.floor(last - first + TOLERANCE) + 1 }, (_, index) => 10 ** (first + index)),
  };
}

/** The logarithm of 0.001 is -2.9999999999999996. */
const TOLERANCE = 1e-9;
