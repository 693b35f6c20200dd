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

/** Tries an expectation again and again until it holds; fails with its last error after ten seconds. */
export async function eventually(expectation: () => void): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      expectation();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Whether a process exists and is no zombie that waits for its parent. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
