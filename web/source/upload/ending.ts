import { currentSession } from "../session/current-session.ts";
import type { Session } from "../session/session.ts";
import { forgetUploads } from "./user-store.ts";

/** @param forgets whether what Uppy has kept in the browser is removed, too */
type Close = (forgets: boolean) => void;

let close: Close | undefined;

/** Called when the uploads of a session have been opened, with what closes them. */
export const onEnd = (closeUploads: Close): void => {
  close = closeUploads;
};

/** Ends what is sent. What has arrived stays, and what the browser has kept stays for the same user. */
export const endUploads = (forgets = false): void => {
  close?.(forgets);
  close = undefined;
};

/** Milliseconds after which Golden Retriever has written its list for the last time: it does so twice in a second. */
const WRITTEN = 1000;

/** Ends what is sent, and forgets what this browser keeps of the user's uploads. */
export const forgetAll = async (userId: string): Promise<void> => {
  endUploads(true);
  await forgetUploads(userId);
  setTimeout(() => {
    if (currentSession.get()?.user.id !== userId) void forgetUploads(userId);
  }, WRITTEN);
};

/** The session, whose sign-out also forgets what this browser keeps of the user's uploads. */
export const forgetting = (session: Session): Session => ({
  ...session,
  signOut: async () => {
    await forgetAll(session.user.id);
    await session.signOut();
  },
});
