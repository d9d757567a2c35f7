import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds. The page is ready long before the stack, so only a very busy machine needs this. */
const DEADLINE = 5000;

/** Whether `url` serves the page of the stack in `home`, and not another program's. */
export const isPageServed = async (url: string, home: string): Promise<boolean> => {
  for (const deadline = Date.now() + DEADLINE; Date.now() < deadline; await delay(100)) {
    const health = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) })
      .then((response): Promise<unknown> => response.json())
      .catch(() => undefined);
    if (typeof health === "object" && health !== null && "home" in health) return health.home === home;
  }
  return false;
};
