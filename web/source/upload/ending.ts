import type { Session } from "../session/session.ts";
import { forgetUploads } from "./user-store.ts";

let close: (() => void) | undefined;

/** Called when the uploads of a session have been opened, with what closes them. */
export const onEnd = (closeUploads: () => void): void => {
  close = closeUploads;
};

/** Ends what is sent. What has arrived stays, and what the browser has kept stays for the same user. */
export const endUploads = (): void => {
  close?.();
  close = undefined;
};

/** The session, whose sign-out also forgets what this browser keeps of the user's uploads. */
export const forgetting = (session: Session): Session => ({
  ...session,
  signOut: async () => {
    endUploads();
    await forgetUploads(session.user.id);
    await session.signOut();
  },
});
