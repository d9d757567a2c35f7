import type { UploadStore } from "../types/upload.ts";

/** Remembers uploads in `localStorage` or `sessionStorage`. A store that is full or forbidden remembers nothing. */
export const webStorage = (storage: {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}): UploadStore => ({
  get: (key) => storage.getItem(key),
  set: (key, value) => storage.setItem(key, value),
  delete: (key) => storage.removeItem(key),
});
