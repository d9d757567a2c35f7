import { askAgain, endHere } from "./ended-session.ts";
import { renewing, untilOnline } from "./renewing.ts";
import { type Session, SessionEnded, userOf } from "./session.ts";

/** The key of the address that `npm start` prints. The tab keeps it, because the views change the address. */
const readKey = (): string => {
  const [, key] = location.hash.match(/^#([0-9a-f]{32})$/) ?? [];
  if (key !== undefined) history.replaceState(null, "", "#/");
  try {
    if (key !== undefined) sessionStorage.setItem("key", key);
    return sessionStorage.getItem("key") ?? "";
  } catch {
    // The browser stores nothing: a reload needs the address again.
    return key ?? "";
  }
};
export const pageKey = readKey();

// The address of a restarted stack, opened in the same tab, loads no new page by itself.
window.addEventListener("hashchange", () => {
  if (readKey() !== pageKey) location.reload();
});

interface IdToken {
  id: string;
}

/**
 * A session of one of the local stack's accounts. The page's own server signs in, so that no password comes here.
 * @throws SessionEnded with what to do, if the server refuses
 */
export const localSession = async (account: string): Promise<Session> => {
  const first = await fetchToken(account);
  const user = userOf(first.id);
  let isOver = false;

  const end = () => {
    isOver = true;
    endHere(session);
  };

  const signInAgain = async (error: unknown): Promise<IdToken> => {
    if (isOver) throw error;
    const detail = error instanceof Error ? error.message : "";
    const again = (resume: (next: IdToken | undefined) => void, leave: () => void) =>
      ({ kind: "local", user, account, detail, retry: () => resume(undefined), leave }) as const;
    await askAgain(again, () => {
      if (!isOver) end();
    });
    return fetchToken(account).catch(signInAgain);
  };

  const tokens = renewing<IdToken>(first, {
    renew: () => fetchToken(account),
    // fetch() fails so while the server cannot be reached.
    isTemporary: (error) => error instanceof TypeError,
    signInAgain,
    now: Date.now,
    wait: untilOnline,
  });
  const session: Session = {
    user,
    token: async () => {
      if (isOver) throw new SessionEnded("Signed out.");
      return (await tokens.get()).id;
    },
    signOut: async () => end(),
  };
  return session;
};

const fetchToken = async (account: string): Promise<IdToken> => {
  const response = await fetch(`token/${account}`, { method: "POST", headers: { "X-Page-Key": pageKey } });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new SessionEnded(body.detail ?? `HTTP ${response.status}`);
  return { id: body.token };
};
