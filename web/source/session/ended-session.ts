import { store } from "../app/store.ts";
import type { Pool } from "./cognito/pool.ts";
import type { Tokens } from "./cognito/tokens.ts";
import { currentSession } from "./current-session.ts";
import { type Session, SessionEnded, type User } from "./session.ts";

/** A session that the person must begin again, while what they see and what runs stays. */
export type Ended = { user: User /** Everything that waits for a token ends. */; leave(): void } & (
  | { kind: "pool"; pool: Pool; username: string; resume(tokens: Tokens): void }
  | { kind: "local"; account: string; detail: string; retry(): void }
);

/** What the dialog over the view shows. */
export const endedSession = store<Ended | undefined>(undefined);

/** Shows the dialog until the person has signed in again. @throws SessionEnded if they leave */
export const askAgain = <T>(
  describe: (resume: (value: T) => void, leave: () => void) => Ended,
  onLeave: () => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    endedSession.set(
      describe(
        (value) => {
          endedSession.set(undefined);
          resolve(value);
        },
        () => {
          endedSession.set(undefined);
          reject(new SessionEnded("The person did not sign in again."));
          onLeave();
        },
      ),
    );
  });

/** Ends what this tab shows of a session: its dialog and its views. */
export const endHere = (session: Session): void => {
  const ended = endedSession.get();
  if (ended?.user === session.user) ended.leave();
  if (currentSession.get() === session) currentSession.set(undefined);
};
