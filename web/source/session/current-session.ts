import { store } from "../app/store.ts";
import type { Session } from "./session.ts";

/** Who is signed in; undefined before a sign-in and after a sign-out. */
export const currentSession = store<Session | undefined>(undefined);
