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

const signedOut = new WeakSet<User>();

/** Whether the person has signed out: here, in the dialog, or in another tab. */
export const isSignedOut = ({ user }: Session): boolean => signedOut.has(user);

/** Ends what this tab shows of a session that the person has left: its dialog and its views. */
export const endHere = (session: Session): void => {
  signedOut.add(session.user);
  const ended = endedSession.get();
  if (ended?.user === session.user) ended.leave();
  if (currentSession.get() === session) currentSession.set(undefined);
};
