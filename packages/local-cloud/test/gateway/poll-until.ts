/**
 * Reads again and again until a value is the wanted one.
 *
 * @param deadlineMilliseconds default: 15 seconds
 * @throws Error with the last value when the deadline passes
 */
export async function pollUntil<T>(
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  deadlineMilliseconds = 15_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (Date.now() > deadline) {
      throw new Error(`After ${deadlineMilliseconds} ms the value still is ${JSON.stringify(value)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
