import { expect, it, vi } from "vitest";
import { connected } from "../../testing/connected.ts";
import { stored } from "../../testing/stored.ts";
import { filesStore } from "./files-store.ts";
import { observed } from "./observed.ts";

// What the hooks stand on, without React.

it("loads 10,000 files, page by page, each page at the cost of its own files", async () => {
  const { service, malote } = connected();
  stored(
    service,
    Array.from({ length: 10_000 }, (_, i) => String(i)),
  );
  const { store, actions } = filesStore(malote, { limit: 100 });
  const unsubscribe = store.subscribe(() => {});
  await expect.poll(() => store.getSnapshot().files.length).toBe(100);
  const [first] = store.getSnapshot().files;
  while (store.getSnapshot().hasMore) await actions.loadMore();
  unsubscribe();

  const { files } = store.getSnapshot();
  expect(files).toHaveLength(10_000);
  expect(files[0]).toBe(first);
  expect(service.requests).toHaveLength(100);
});

it("is used once by a listener that leaves and comes back in one turn, as in strict mode", async () => {
  const [onUsed, onUnused] = [vi.fn(), vi.fn()];
  const { store } = observed({}, onUsed, onUnused);
  store.subscribe(() => {})();
  const unsubscribe = store.subscribe(() => {});
  await expect.poll(() => onUsed.mock.calls.length).toBe(1);
  unsubscribe();
  const again = store.subscribe(() => {});
  await Promise.resolve();
  expect(onUnused).not.toHaveBeenCalled();
  again();
  await expect.poll(() => onUnused.mock.calls.length).toBe(1);
  expect(onUsed).toHaveBeenCalledTimes(1);
});

it.each([
  true,
  false,
])("shows nothing of a load that refresh() replaced, with a fetch that aborts: %s", async (aborts) => {
  const { service } = connected();
  stored(service, ["a", "b", "c"]);
  const held: (() => void)[] = [];
  let requests = 0;
  const { malote } = connected({
    fetch: async (input, init) => {
      requests++;
      const response = await service.fetch(input, { ...init, signal: null });
      if (!String(input).includes("cursor")) return response;
      return new Promise((resolve, reject) => {
        held.push(() => resolve(response));
        if (aborts) init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    },
  });
  const { store, actions } = filesStore(malote, {});
  store.subscribe(() => {});
  await expect.poll(() => store.getSnapshot().files.length).toBe(2);
  const late = actions.loadMore();
  await expect.poll(() => held.length).toBe(1);
  actions.loadMore();
  await new Promise((resolve) => setImmediate(resolve));
  expect(requests).toBe(2);
  const refreshed = actions.refresh();
  if (aborts) await late;
  expect(store.getSnapshot()).toMatchObject({ isLoading: true, error: undefined });
  await refreshed;
  held[0]?.();
  await late;
  actions.update("none", {});
  expect(store.getSnapshot()).toMatchObject({ isLoading: false, error: undefined, hasMore: true });
  expect(store.getSnapshot().files.map(({ file_name }) => file_name)).toEqual(["a", "b"]);
});
