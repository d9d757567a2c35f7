import { setTimeout as delay } from "node:timers/promises";

/** It is up long before the stack is; this is for a machine that is very busy. */
const PATIENCE = 5000;

/** Whether the page of that home is served there, and not something else on the same port. */
export const isPageServed = async (url: string, home: string): Promise<boolean> => {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await delay(100)) {
    const told = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) })
      .then((response): Promise<unknown> => response.json())
      .catch(() => undefined);
    if (typeof told === "object" && told !== null && "home" in told) return told.home === home;
  }
  return false;
};
