import { afterEach, expect, test, vi } from "vitest";
import { indexedDb } from "./indexed-db.ts";

// The part of IndexedDB that the store uses. The real one runs in the tests of the pages.

class FakeDatabase {
  closed = false;
  onclose: (() => void) | null = null;
  onversionchange: (() => void) | null = null;
  readonly #kept: Map<string, string>;
  constructor(kept: Map<string, string>) {
    this.#kept = kept;
  }
  close() {
    this.closed = true;
  }
  transaction() {
    if (this.closed) throw new DOMException("The database connection is closing.", "InvalidStateError");
    const succeed = (work: () => unknown) => {
      const request = { result: undefined as unknown, onsuccess: () => {} };
      queueMicrotask(() => {
        request.result = work();
        request.onsuccess();
      });
      return request;
    };
    return {
      objectStore: () => ({
        get: (key: string) => succeed(() => this.#kept.get(key)),
        put: (value: string, key: string) => succeed(() => this.#kept.set(key, value)),
        delete: (key: string) => succeed(() => this.#kept.delete(key)),
      }),
    };
  }
}

const fakeIndexedDb = () => {
  const kept = new Map<string, string>();
  const opened: FakeDatabase[] = [];
  const fake = {
    refused: 0,
    opened,
    open: () => {
      const request = {
        result: new FakeDatabase(kept),
        error: new DOMException("No space.", "QuotaExceededError"),
        onsuccess: () => {},
        onerror: () => {},
      };
      queueMicrotask(() => {
        if (fake.refused-- > 0) return request.onerror();
        opened.push(request.result);
        request.onsuccess();
      });
      return request;
    },
  };
  vi.stubGlobal("indexedDB", fake);
  return fake;
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a database that could not be opened is opened again by the next call", async () => {
  const fake = fakeIndexedDb();
  fake.refused = 1;
  const store = indexedDb();
  await expect(store.set("a", "1")).rejects.toMatchObject({ name: "QuotaExceededError" });
  await store.set("a", "1");
  await expect(store.get("a")).resolves.toBe("1");
  expect(fake.opened).toHaveLength(1);
});

test("a connection that the browser closed is replaced", async () => {
  const fake = fakeIndexedDb();
  const store = indexedDb();
  await store.set("a", "1");
  const [database] = fake.opened;
  database?.close();
  database?.onclose?.();
  await expect(store.get("a")).resolves.toBe("1");
  expect(fake.opened).toHaveLength(2);
});

test("it gives way to somebody who deletes or upgrades the database", async () => {
  const fake = fakeIndexedDb();
  const store = indexedDb();
  await store.set("a", "1");
  const [database] = fake.opened;
  database?.onversionchange?.();
  expect(database?.closed).toBe(true);
  await store.delete("a");
  await expect(store.get("a")).resolves.toBeUndefined();
  expect(fake.opened).toHaveLength(2);
});
