import type { UploadStore } from "../types/upload.ts";

/** Remembers uploads in IndexedDB, which workers have too. */
export const indexedDb = (database = "malote"): UploadStore => {
  let opened: Promise<IDBDatabase> | undefined;
  const forget = () => {
    opened = undefined;
  };
  const open = () => {
    opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("uploads");
      request.onsuccess = () => {
        const { result } = request;
        // The browser closes connections, for example when the user clears the site's data.
        result.onclose = forget;
        // Somebody deletes or upgrades the database, and waits until nobody has it open.
        result.onversionchange = () => {
          result.close();
          forget();
        };
        resolve(result);
      };
      request.onerror = () => {
        forget();
        reject(request.error);
      };
    });
    return opened;
  };
  const run = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const request = work((await open()).transaction("uploads", mode).objectStore("uploads"));
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  };
  return {
    get: (key) => run<string | undefined>("readonly", (store) => store.get(key)),
    set: async (key, value) => void (await run("readwrite", (store) => store.put(value, key))),
    delete: async (key) => void (await run("readwrite", (store) => store.delete(key))),
  };
};
