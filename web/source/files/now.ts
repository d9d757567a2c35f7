import { useEffect, useState } from "preact/hooks";

/** Milliseconds. The age of a file is told in minutes. */
const EVERY = 30_000;

/** The time, as it was at most half a minute ago. It stands still while the page is hidden. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = () => {
      if (!document.hidden) setNow(Date.now());
    };
    const timer = setInterval(tick, EVERY);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, []);
  return now;
};
