const FIRST_DELAY_MILLIS = 1000;
const LONGEST_DELAY_MILLIS = 60_000;

/**
 * Milliseconds to wait before a retry: 1 s, 2 s, 4 s and so on, never more than a minute. AWS says that it backs off
 * exponentially and does not publish the steps.
 *
 * @param attempt 1 for the first retry.
 */
export function retryDelayMillis(attempt: number): number {
  return Math.min(FIRST_DELAY_MILLIS * 2 ** (attempt - 1), LONGEST_DELAY_MILLIS);
}
