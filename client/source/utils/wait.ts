import { unlessAborted } from "./unless-aborted.ts";

/** Resolves after `ms` milliseconds. @throws Aborted at once, when `signal` is aborted */
export const wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await unlessAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
};
