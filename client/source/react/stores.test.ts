import { expect, it } from "vitest";
import { connected } from "../../testing/connected.ts";
import { stored } from "../../testing/stored.ts";
import { filesStore } from "./files-store.ts";

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
