/**
 * A short text that the browser keeps for this page, such as the language. A browser that keeps nothing (private mode, blocked
 * storage) is no error: the text is then forgotten with the page. Never for passwords.
 */
export const remembered = (key: string) => ({
  read: (): string | null => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (text: string | undefined): void => {
    try {
      if (text === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      // Full or blocked.
    }
  },
});
