/**
 * 32 random hexadecimal digits. (crypto.randomUUID is missing on pages without HTTPS.) React Native has no crypto, unless the
 * app adds one. Math.random is enough there: the key is no secret, and must only be unique among those of one user.
 */
export const randomKey = (): string => {
  const bytes = new Uint8Array(16).map(() => Math.random() * 256);
  globalThis.crypto?.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
