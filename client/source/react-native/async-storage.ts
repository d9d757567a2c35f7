import type { UploadStore } from "../types/upload.ts";

/** Remembers uploads in AsyncStorage (`@react-native-async-storage/async-storage`), so that they continue after a restart. */
export const asyncStorage = (storage: {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}): UploadStore => ({
  get: (key) => storage.getItem(key),
  set: (key, value) => storage.setItem(key, value),
  delete: (key) => storage.removeItem(key),
});
