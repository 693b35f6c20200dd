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
