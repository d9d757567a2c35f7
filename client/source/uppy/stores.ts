import { webStorage } from "../core/web-storage.ts";
import type { UploadStore } from "../types/upload.ts";

/** localStorage. It is read with each call: a browser that forbids it throws, and the upload then goes on without it. */
export const pageStore = (): UploadStore =>
  webStorage({
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
    removeItem: (key) => localStorage.removeItem(key),
  });

/** Remembers uploads while the page lives, so that a retry sends only what is missing. */
export const memoryStore = (): UploadStore => {
  const texts = new Map<string, string>();
  return {
    get: (key) => texts.get(key),
    set: (key, value) => void texts.set(key, value),
    delete: (key) => void texts.delete(key),
  };
};
