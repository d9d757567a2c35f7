/** The errors that nobody catches while `work` runs and in the turn after it. Without this, they would fail the test. */
export const uncaughtDuring = async (work: () => Promise<unknown>): Promise<unknown[]> => {
  const thrown: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => thrown.push(error));
  try {
    await work();
    await new Promise((resolve) => setImmediate(resolve));
    return thrown;
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
};
