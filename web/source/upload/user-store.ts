import { webStorage } from "malote";

/** The name of a user's uploads in the browser's storages, so that the next user of the browser does not continue them. */
export const uploadsOf = (userId: string): string => `malote-${userId}`;

/** Where the SDK remembers the uploads of one user, so that they continue after a reload. */
export const userStore = (userId: string) =>
  webStorage({
    getItem: (key) => localStorage.getItem(`${uploadsOf(userId)}:${key}`),
    setItem: (key, value) => localStorage.setItem(`${uploadsOf(userId)}:${key}`, value),
    removeItem: (key) => localStorage.removeItem(`${uploadsOf(userId)}:${key}`),
  });

/** Forgets what the browser keeps of a user's uploads. The service removes by itself what is never finished. */
export const forgetUploads = async (userId: string): Promise<void> => {
  const name = uploadsOf(userId);
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`${name}:`)) localStorage.removeItem(key);
  } catch {
    // A browser that forbids its storage has kept nothing.
  }
  await forgetRestored(name).catch(() => {});
};

/** The database and the stores are Golden Retriever's. */
const DATABASE = "uppy-blobs";

const forgetRestored = async (name: string): Promise<void> => {
  // Opening a database creates it, and Golden Retriever would then find one without its stores.
  const all = await indexedDB.databases();
  if (!all.some((database) => database.name === DATABASE)) return;
  const database = await done(indexedDB.open(DATABASE));
  try {
    for (const place of database.objectStoreNames) {
      const objects = database.transaction(place, "readwrite").objectStore(place);
      for (const key of await done(objects.getAllKeys()))
        if (key === name || String(key).startsWith(`${name}!`)) await done(objects.delete(key));
    }
  } finally {
    database.close();
  }
};

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
