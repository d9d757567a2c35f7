/** Milliseconds that the tab before a reload has to go. */
const PATIENCE = 500;

/**
 * Whether this tab is the first one that asks for `name`, and keeps it until `ended`. Only one tab may restore the files of a user,
 * else two tabs would send them twice. A browser without locks has no other tab as far as anybody knows.
 */
export const onlyTab = (name: string, ended: Promise<void>): Promise<boolean> =>
  new Promise((resolve) => {
    if (!("locks" in navigator)) return resolve(true);
    const hold = () => {
      resolve(true);
      return ended;
    };
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(PATIENCE) }, hold)
      .catch(() => resolve(false));
  });
