import { lifetimeOf } from "./session.ts";

/** Milliseconds before the end of a token in which a new one is asked for. */
const EARLY = 5 * 60_000;
/** With less than these milliseconds, a token is not handed out any more. */
const TOO_LATE = 20_000;
/** Milliseconds between attempts without a network. It doubles, up to the longest. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

export interface RenewalPorts<T> {
  /** @throws `isTemporary` errors, which are repeated; any other error ends the session */
  renew(): Promise<T>;
  isTemporary(error: unknown): boolean;
  /** Asks the person to sign in again. @throws SessionEnded if they do not want to */
  signInAgain(error: unknown): Promise<T>;
  now(): number;
  /** Waits, or less if the network is back before. */
  wait(milliseconds: number): Promise<void>;
}

export interface Renewing<T> {
  /** Current tokens. Calls at the same time share one renewal, and one question to the person. */
  get(): Promise<T>;
}

/**
 * Keeps tokens current. How long they are valid is counted from their arrival, so that a wrong clock of the device does not
 * matter.
 */
export const renewing = <T extends { id: string }>(first: T, ports: RenewalPorts<T>): Renewing<T> => {
  let tokens = first;
  let until = ports.now() + lifetimeOf(first.id);
  let running: Promise<T> | undefined;
  const left = () => until - ports.now();

  const renewed = async (): Promise<T> => {
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        return await ports.renew();
      } catch (error) {
        if (!ports.isTemporary(error)) return await ports.signInAgain(error);
        // The tokens are still good: the next call tries again.
        if (left() > TOO_LATE) return tokens;
        await ports.wait(wait);
      }
    }
  };

  return {
    get: async () => {
      if (left() > EARLY) return tokens;
      running ??= renewed()
        .then((next) => {
          if (next !== tokens) until = ports.now() + lifetimeOf(next.id);
          tokens = next;
          return next;
        })
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
};

/** Waits, or until the browser is online again. */
export const untilOnline = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
  });
