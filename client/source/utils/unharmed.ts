/** Calls a callback of the caller. Its error is reported as an uncaught one, and does not end what this package does. */
export const unharmed = (callback: () => void): void => {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
};
