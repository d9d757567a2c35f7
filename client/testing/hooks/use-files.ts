import { describe, expect, it } from "vitest";
import { get, type ListedView } from "../../source/index.ts";
import { type FilesQuery, useFiles } from "../../source/react.ts";
import { connected } from "../connected.ts";
import { problem } from "../fake-service.ts";
import { stored } from "../stored.ts";
import { gated, type Stage } from "./stage.ts";

const namesOf = ({ files }: { files: readonly ListedView[] }) =>
  files.map(({ file_name }) => file_name).join("");

export const testUseFiles = ({ act, use, until }: Stage) => {
  const aList = async (names: string, query: FilesQuery = {}) => {
    const { service, malote } = connected();
    stored(service, [...names]);
    const used = await use((query: FilesQuery) => useFiles(malote, query), query);
    const loaded = () => until(() => expect(used.result.current.isLoading).toBe(false));
    await loaded();
    return { service, malote, loaded, ...used };
  };

  describe("useFiles", () => {
    it("loads a page, and further ones until the end, each once also in strict mode", async () => {
      const { service, result, loaded } = await aList("abcde");
      expect(namesOf(result.current)).toBe("ab");
      expect(result.current).toMatchObject({ hasMore: true, error: undefined });
      const { loadMore } = result.current;
      await act(() => {
        loadMore();
        loadMore();
      });
      await loaded();
      await act(() => loadMore());
      await loaded();
      expect(namesOf(result.current)).toBe("abcde");
      expect(result.current.hasMore).toBe(false);
      await act(() => loadMore());
      expect(result.current.loadMore).toBe(loadMore);
      expect(service.requests.map(({ query }) => query.get("cursor"))).toEqual([null, "2", "4"]);
    });

    it("sends the query, and begins again when it changes, not when only its object does", async () => {
      const { service, result, rerender, loaded } = await aList("abc", { limit: 1, name: "x" });
      await rerender({ limit: 1, name: "x" });
      await loaded();
      await rerender({ limit: 2, status: "completed", path: "p", tags: { k: "v" } });
      await loaded();
      expect(service.requests.map(({ query }) => String(query))).toEqual([
        "limit=1&name=x",
        "limit=2&status=completed&path=p&tag=k%3Av",
      ]);
      expect(namesOf(result.current)).toBe("ab");
    });

    it("ignores the late response to a former query", async () => {
      const { service, malote, waiting, aborted } = gated((url) => url.searchParams.get("limit") === "1");
      stored(service, ["a", "b", "c"]);
      const { result, rerender } = await use((query: FilesQuery) => useFiles(malote, query), { limit: 1 });
      await until(() => expect(waiting).toHaveLength(1));
      await rerender({ limit: 3 });
      await until(() => expect(namesOf(result.current)).toBe("abc"));
      expect(aborted).toHaveLength(1);
      waiting[0]?.();
      await act(() => new Promise((resolve) => setImmediate(resolve)));
      expect(namesOf(result.current)).toBe("abc");
    });

    it("shows an error, keeps the files, and loads the same page again", async () => {
      const { service, result, loaded } = await aList("abcd");
      let isDown = true;
      service.faults.push(() => (isDown ? problem(403, "forbidden") : undefined));
      await act(() => result.current.loadMore());
      await until(() => expect(result.current.error).toMatchObject({ code: "forbidden" }));
      expect(result.current).toMatchObject({ isLoading: false, hasMore: true });
      expect(namesOf(result.current)).toBe("ab");
      isDown = false;
      await act(() => result.current.loadMore());
      await loaded();
      expect(namesOf(result.current)).toBe("abcd");
      expect(result.current.error).toBeUndefined();
    });

    it("goes past pages that are empty because of a filter", async () => {
      const { service, malote } = connected();
      stored(service, ["a", "b"]);
      service.faults.push(({ query }) => {
        const at = Number(query.get("cursor") ?? 0);
        const next_cursor = String(at - 1);
        return at > -3 ? Response.json({ files: [], next_cursor }) : undefined;
      });
      service.faults.push(({ query }) => void query.delete("cursor"));
      const { result } = await use(() => useFiles(malote, { name: "b" }), {});
      await until(() => expect(namesOf(result.current)).toBe("ab"));
      expect(service.requests).toHaveLength(4);
    });

    it("replaces all files at refresh(), and shows the old ones until then", async () => {
      const { service, result, loaded } = await aList("abcd");
      await act(() => result.current.loadMore());
      await loaded();
      service.files.delete("id-a");
      await act(() => {
        result.current.refresh();
      });
      await loaded();
      expect(namesOf(result.current)).toBe("bc");
      expect(result.current.hasMore).toBe(true);
    });

    it("removes a file at once, and lists it no more although a page still has it", async () => {
      const { service, malote, waiting } = gated((_, method) => method === "DELETE");
      stored(service, ["a", "b"]);
      const { result } = await use(() => useFiles(malote), {});
      await until(() => expect(namesOf(result.current)).toBe("ab"));
      let isRemoved: unknown;
      await act(() => void result.current.remove("id-a").then((end) => (isRemoved = end)));
      expect(namesOf(result.current)).toBe("b");
      const stale = service.files.get("id-a");
      waiting[0]?.();
      await until(() => expect(isRemoved).toBe(true));
      if (stale) service.files.set("id-a", stale);
      await act(() => result.current.refresh());
      await until(() => expect(result.current.isLoading).toBe(false));
      expect(namesOf(result.current)).toBe("b");
    });

    it("restores a file to its place if the service refuses", async () => {
      const { service, result, loaded } = await aList("abcd", { limit: 3 });
      service.faults.push(({ method }) => (method === "DELETE" ? problem(403, "forbidden") : undefined));
      let outcomes: unknown;
      await act(async () => {
        const [once, twice] = [result.current.remove("id-b"), result.current.remove("id-b")];
        outcomes = await Promise.all([once, twice]);
      });
      expect(outcomes).toEqual([false, false]);
      await until(() => expect(namesOf(result.current)).toBe("abc"));
      expect(result.current.error).toMatchObject({ code: "forbidden" });
      expect(service.count("DELETE", "/files")).toBe(1);
      await act(() => result.current.loadMore());
      await loaded();
      expect(namesOf(result.current)).toBe("abcd");
    });

    it("counts a file that is gone already as removed", async () => {
      const { service, result } = await aList("ab");
      service.files.delete("id-a");
      let isRemoved: unknown;
      await act(async () => {
        isRemoved = await result.current.remove("id-a");
      });
      await until(() => expect(namesOf(result.current)).toBe("b"));
      expect(isRemoved).toBe(true);
      expect(result.current.error).toBeUndefined();
    });

    it("changes and inserts files here alone, and lists none twice", async () => {
      const { service, malote, result, loaded } = await aList("abcd");
      await act(() => result.current.update("id-b", { file_name: "B" }));
      expect(namesOf(result.current)).toBe("aB");
      const record = await get(malote, "id-d");
      await act(() => result.current.insert(record));
      expect(namesOf(result.current)).toBe("daB");
      service.requests.length = 0;
      await act(() => result.current.loadMore());
      await loaded();
      expect(namesOf(result.current)).toBe("daBc");
      expect(service.requests).toHaveLength(1);
      await act(() => result.current.insert({ ...record, file_name: "D" }));
      expect(namesOf(result.current)).toBe("DaBc");
    });

    it("keeps a file that was inserted while the first page was on its way", async () => {
      const { service, malote, waiting } = gated((url) => url.pathname === "/files");
      stored(service, ["a", "b"]);
      const { result } = await use(() => useFiles(malote), {});
      await until(() => expect(waiting).toHaveLength(1));
      const record = { ...(await get(malote, "id-b")), file_id: "new", file_name: "n" };
      await act(() => result.current.insert(record));
      expect(namesOf(result.current)).toBe("n");
      waiting[0]?.();
      await until(() => expect(namesOf(result.current)).toBe("nab"));
    });

    it("ends its request when the component unmounts", async () => {
      const { malote, waiting, aborted } = gated(() => true);
      const { result, unmount } = await use(() => useFiles(malote), {});
      await until(() => expect(waiting).toHaveLength(1));
      const { renders } = result;
      await unmount();
      expect(aborted).toHaveLength(1);
      expect(result.renders).toBe(renders);
    });
  });
};
