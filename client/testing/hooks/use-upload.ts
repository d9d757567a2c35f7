import { useEffect } from "react";
import { describe, expect, it } from "vitest";
import type { UploadStore } from "../../source/index.ts";
import { useUpload } from "../../source/react.ts";
import { connected } from "../connected.ts";
import { s3Error } from "../fake-service.ts";
import { aFile, gated, type Stage } from "./stage.ts";

const PARTS = { multipartFrom: 0 };

const aStore = () => {
  const kept = new Map<string, string>();
  const store: UploadStore = {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    delete: (key) => void kept.delete(key),
  };
  return { kept, store };
};

export const testUseUpload = ({ act, use, until }: Stage) => {
  describe("useUpload", () => {
    it("uploads a file, and shows each state and the progress", async () => {
      const { service, malote } = connected();
      const states = new Set<string>();
      const { result } = await use(() => {
        const upload = useUpload(malote);
        states.add(upload.state);
        return upload;
      }, {});
      expect(result.current).toMatchObject({ state: "idle", progress: undefined, file_id: undefined });

      let file: unknown;
      await act(async () => {
        file = await result.current.start(aFile());
      });
      await until(() => expect(result.current.state).toBe("uploaded"));

      expect([...states]).toEqual(["idle", "uploading", "uploaded"]);
      expect(result.current).toMatchObject({ state: "uploaded", file, error: undefined });
      expect(result.current.progress).toMatchObject({ bytes: 5000, totalBytes: 5000 });
      expect(result.current.file_id).toBe(result.current.file?.file_id);
      expect(service.count("POST", "/upload")).toBe(1);
    });

    it("knows the id while it uploads, and calls the caller's onProgress too", async () => {
      const { service, malote, waiting } = gated((url) => url.searchParams.get("part") === "3");
      const seen: number[] = [];
      const { result } = await use(
        () => useUpload(malote, { ...PARTS, onProgress: ({ bytes }) => seen.push(bytes) }),
        {},
      );
      await act(() => void result.current.start(aFile()));
      await until(() => expect(waiting).toHaveLength(1));

      await until(() => expect(result.current.file_id).toBe([...service.files.keys()][0]));
      expect(result.current.state).toBe("uploading");
      waiting[0]?.();
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect(seen.at(-1)).toBe(5000);
    });

    it("pauses and resumes", async () => {
      const { service, malote } = connected();
      const { result } = await use(() => useUpload(malote, PARTS), {});
      await act(() => {
        result.current.start(aFile());
        result.current.pause();
      });
      expect(result.current.state).toBe("paused");
      await act(() => new Promise((resolve) => setImmediate(resolve)));
      expect(service.count("PUT", "/s3")).toBe(0);

      await act(() => result.current.resume());
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect(service.count("PUT", "/s3")).toBe(5);
    });

    it("ends the requests under way at a pause", async () => {
      const { malote, waiting, aborted } = gated((url) => url.searchParams.get("part") === "3");
      const { result } = await use(() => useUpload(malote, PARTS), {});
      await act(() => void result.current.start(aFile()));
      await until(() => expect(waiting).toHaveLength(1));
      await act(() => result.current.pause());
      expect(aborted).toHaveLength(1);
      expect(result.current.state).toBe("paused");
    });

    it("aborts, and deletes the file", async () => {
      const { service, malote, waiting } = gated((url) => url.pathname.startsWith("/s3"));
      const { result } = await use(() => useUpload(malote), {});
      await act(() => void result.current.start(aFile()));
      await until(() => expect(waiting).toHaveLength(1));

      await act(() => result.current.abort());
      expect(result.current.state).toBe("aborted");
      await until(() => expect(result.current.error).toMatchObject({ code: "aborted", removed: true }));
      expect(service.files.size).toBe(0);
    });

    it("fails with the reason, and a retry sends only what is missing", async () => {
      const { service, malote } = connected();
      let isBroken = true;
      service.faults.push(({ method, query }) =>
        isBroken && method === "PUT" && query.get("part") === "5" ? s3Error(400, "Broken") : undefined,
      );
      const { result } = await use(() => useUpload(malote, PARTS), {});
      await act(() => void result.current.start(aFile()));
      await until(() => expect(result.current.state).toBe("failed"));
      expect(result.current).toMatchObject({ error: { code: "storage" }, file: undefined });
      expect(result.current.file_id).toBe([...service.files.keys()][0]);
      const arrived = [...service.files.values()][0]?.parts.size ?? 0;
      expect(arrived).toBeGreaterThan(0);
      service.requests.length = 0;
      isBroken = false;

      await act(() => void result.current.retry());
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect(result.current).toMatchObject({ error: undefined, file: { resumed: true } });
      expect(service.count("PUT", "/s3")).toBe(5 - arrived);
      expect(service.files.size).toBe(1);
    });

    it("retries nothing before a failure", async () => {
      const { service, malote } = connected();
      const { result } = await use(() => useUpload(malote), {});
      await expect(result.current.retry()).resolves.toBeUndefined();
      expect(service.requests).toEqual([]);
    });

    it("shows a misspelt option and something that is no file as an error", async () => {
      const { malote } = connected();
      const { result } = await use(() => useUpload(malote), {});
      await act(() => void result.current.start(aFile(), { nmae: "a" } as object));
      await until(() => expect(result.current.error?.message).toContain('no option "nmae"'));
      await act(() => void result.current.start("a.bin" as unknown as Blob));
      await until(() =>
        expect(result.current).toMatchObject({ state: "failed", error: expect.any(TypeError) }),
      );
    });

    it("goes on with the same source, and aborts the upload of another one", async () => {
      const { service, malote, waiting } = gated((url) => url.pathname.startsWith("/s3"));
      const { result } = await use(() => useUpload(malote), {});
      const [first, second] = [aFile(10, "first"), aFile(20, "second")];
      await act(() => {
        expect(result.current.start(first)).toBe(result.current.start(first));
      });
      await until(() => expect(waiting).toHaveLength(1));
      expect(service.count("POST", "/upload")).toBe(1);

      await act(() => void result.current.start(second));
      await until(() => expect(waiting).toHaveLength(2));
      waiting[1]?.();
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect(result.current.file?.file_name).toBe("second");
      expect([...service.files.values()].map(({ body }) => body["file_name"])).toEqual(["second"]);
    });

    it("starts the same file again only after its deletion", async () => {
      const { service, malote, waiting } = gated(
        (url, method) => url.pathname === "/s3/" || method === "DELETE",
      );
      const { store } = aStore();
      const { result } = await use(() => useUpload(malote, { store }), {});
      const file = aFile(10);
      await act(() => void result.current.start(file));
      await until(() => expect(waiting).toHaveLength(1));
      await act(() => {
        result.current.abort();
        result.current.start(file);
      });
      await until(() => expect(waiting).toHaveLength(2));
      expect(result.current.state).toBe("uploading");
      expect(service.count("POST", "/upload")).toBe(1);

      waiting[1]?.();
      await until(() => expect(waiting).toHaveLength(3));
      waiting[2]?.();
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect([...service.files.keys()]).toEqual([result.current.file_id]);
    });

    it("takes the connection and the options of the last render", async () => {
      const [a, b] = [connected(), connected()];
      const { result, rerender } = await use(({ malote, path }) => useUpload(malote, { path }), {
        malote: a.malote,
        path: "a",
      });
      const { start } = result.current;
      await rerender({ malote: b.malote, path: "b" });
      expect(result.current.start).toBe(start);
      await act(() => void start(aFile(), { tags: { album: "x" } }));
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect(a.service.files.size).toBe(0);
      expect([...b.service.files.values()]).toMatchObject([{ body: { path: "b", tags: { album: "x" } } }]);
    });

    describe("when the component unmounts", () => {
      const uploading = async (options: Parameters<typeof useUpload>[1]) => {
        const gate = gated((url) => url.searchParams.get("part") === "5");
        const used = await use(() => useUpload(gate.malote, { ...PARTS, ...options }), {});
        const file = aFile();
        let outcome: unknown = "none";
        await act(() => void used.result.current.start(file).then((end) => (outcome = end)));
        await until(() => expect(gate.waiting).toHaveLength(1));
        const { renders } = used.result;
        await used.unmount();
        expect(used.result.renders).toBe(renders);
        return { ...gate, file, outcome: () => outcome, ...used };
      };

      it("aborts, and keeps what has arrived for a store", async () => {
        const { store, kept } = aStore();
        const { service, aborted, file, outcome, waiting } = await uploading({ store });
        await until(() => expect(outcome()).toBeUndefined());
        expect(aborted).toHaveLength(1);
        expect(service.count("DELETE", "/files")).toBe(0);
        expect(kept.size).toBe(1);

        const { malote } = connected({ fetch: service.fetch });
        const { result } = await use(() => useUpload(malote, { ...PARTS, store }), {});
        await act(() => void result.current.start(file));
        await until(() =>
          expect(result.current).toMatchObject({ state: "uploaded", file: { resumed: true } }),
        );
        expect(waiting).toHaveLength(1);
      });

      it("aborts, and deletes the file without a store", async () => {
        const { service, outcome } = await uploading({});
        await until(() => expect(outcome()).toBeUndefined());
        expect(service.files.size).toBe(0);
      });

      it("deletes the file of a store with onUnmount: remove", async () => {
        const { store, kept } = aStore();
        const { service, outcome } = await uploading({ store, onUnmount: "remove" });
        await until(() => expect(outcome()).toBeUndefined());
        expect([service.files.size, kept.size]).toEqual([0, 0]);
      });

      it("goes on with onUnmount: continue", async () => {
        const { waiting, outcome, aborted, result } = await uploading({ onUnmount: "continue" });
        const { renders } = result;
        waiting[0]?.();
        await until(() => expect(outcome()).toMatchObject({ len: 5000 }));
        expect(aborted).toEqual([]);
        expect(result.renders).toBe(renders);
      });
    });

    it("uploads once if an effect starts it, also in strict mode", async () => {
      const { service, malote } = connected();
      const file = aFile();
      const { result } = await use(() => {
        const upload = useUpload(malote);
        useEffect(() => void upload.start(file), [upload.start]);
        return upload;
      }, {});
      await until(() => expect(result.current.state).toBe("uploaded"));
      expect(service.count("POST", "/upload")).toBe(1);
      expect(service.count("DELETE", "/files")).toBe(0);
    });
  });
};
