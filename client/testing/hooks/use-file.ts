import { describe, expect, it, vi } from "vitest";
import { useFile } from "../../source/react.ts";
import { connected } from "../connected.ts";
import { window } from "../dom.ts";
import { problem } from "../fake-service.ts";
import { stored } from "../stored.ts";
import { gated, type Stage } from "./stage.ts";

const hide = (isHidden: boolean) => {
  vi.spyOn(window.document, "hidden", "get").mockReturnValue(isHidden);
  window.document.dispatchEvent(new window.Event("visibilitychange", { bubbles: true }));
};
const emit = (name: string) => window.dispatchEvent(new window.Event(name));
/** Only the clock: the timers go on. */
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

export const testUseFile = ({ act, use, until }: Stage) => {
  const aService = (name = "a") => {
    const { service, malote } = connected();
    const [file_id = ""] = stored(service, [name]);
    const statuses = () => service.count("GET", "/consult-status");
    const set = (status: string) => {
      const file = service.files.get(file_id);
      if (file) Object.assign(file, { status, version: file.version + 1 });
    };
    return { service, malote, file_id, statuses, set };
  };

  describe("useFile", () => {
    it("follows the file until its status is final", async () => {
      const { service, malote, file_id, statuses, set } = aService();
      set("uploaded");
      service.statuses = ["uploaded", "processing", "completed"];
      const seen = new Set<string | undefined>();
      const { result } = await use(() => {
        const live = useFile(malote, file_id);
        seen.add(live.file?.status);
        return live;
      }, {});
      expect(result.current.isLoading || result.current.file?.status === "uploaded").toBe(true);

      await until(() => expect(result.current.file?.status).toBe("completed"));
      expect([...seen]).toEqual([undefined, "uploaded", "processing", "completed"]);
      expect(result.current).toMatchObject({ isLoading: false, error: undefined });
      expect(statuses()).toBe(3);
    });

    it("renders nothing again while the status is the same, and stops at the end", async () => {
      const { malote, file_id, statuses, set } = aService();
      set("processing");
      vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
      const { result } = await use(() => useFile(malote, file_id), {});
      await act(async () => void (await vi.advanceTimersByTimeAsync(100)));
      expect(result.current.file?.status).toBe("processing");
      const { renders } = result;
      await act(async () => void (await vi.advanceTimersByTimeAsync(20_000)));
      // 250 ms, then half as long again each time, up to 5 s.
      expect(statuses()).toBeGreaterThan(6);
      expect(statuses()).toBeLessThan(16);
      expect(result.renders).toBe(renders);

      set("quarantined");
      await act(async () => void (await vi.advanceTimersByTimeAsync(7000)));
      expect(result.current).toMatchObject({ file: { status: "quarantined" }, error: undefined });
      const before = statuses();
      await act(async () => void (await vi.advanceTimersByTimeAsync(60_000)));
      expect(statuses()).toBe(before);
    });

    it("shares one request among all files of a page, also in strict mode", async () => {
      const { service, malote } = connected();
      const ids = stored(service, ["a", "b", "c"]);
      const one = await use(
        () => [useFile(malote, ids[0]), useFile(malote, ids[1]), useFile(malote, ids[0])],
        {},
      );
      await until(() => expect(one.result.current.every(({ file }) => file)).toBe(true));
      expect(service.requests.map(({ query }) => query.getAll("file_id"))).toEqual([
        [ids[0], ids[1], ids[0]],
      ]);
      expect(one.result.current.map(({ file }) => file?.file_name)).toEqual(["a", "b", "a"]);
    });

    it("joins files that became visible at different times into one request", async () => {
      vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
      const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
      const { service, malote } = connected();
      const ids = stored(service, ["a", "b"]);
      for (const file of service.files.values()) file.status = "processing";
      const { rerender } = await use(
        ({ id }: { id: string | undefined }) => [useFile(malote, ids[0]), useFile(malote, id)],
        { id: undefined as string | undefined },
      );
      await pass(100);
      await rerender({ id: ids[1] });
      await pass(20_000);
      const both = service.requests.filter(({ query }) => query.getAll("file_id").length === 2);
      expect(both.length).toBeGreaterThan(2);
    });

    it("requests nothing without an id, and the other file after a change", async () => {
      const { service, malote } = connected();
      const ids = stored(service, ["a", "b"]);
      const { result, rerender } = await use(({ id }: { id: string | undefined }) => useFile(malote, id), {
        id: undefined as string | undefined,
      });
      result.current.refresh();
      await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
      expect(result.current).toMatchObject({ file: undefined, error: undefined, isLoading: false });
      expect(service.requests).toEqual([]);

      await rerender({ id: ids[0] });
      await until(() => expect(result.current.file?.file_name).toBe("a"));
      await rerender({ id: ids[1] });
      await until(() => expect(result.current.file?.file_name).toBe("b"));
    });

    it("shows an error for a file that does not exist, and asks for it no more", async () => {
      const { service, malote } = connected();
      const { result } = await use(() => useFile(malote, "none"), {});
      await until(() => expect(result.current.error).toMatchObject({ code: "file-not-found", status: 404 }));
      expect(result.current).toMatchObject({ file: undefined, isLoading: false });
      expect(service.requests).toHaveLength(1);
    });

    it("shows the file of each id although another id is impossible", async () => {
      const { service, malote } = connected();
      const ids = stored(service, ["a", "b", "c"]);
      service.faults.push(({ query }) =>
        query.getAll("file_id").includes("bad") ? problem(400, "invalid-request") : undefined,
      );
      const { result } = await use(
        () => [ids[0], "bad", ids[1], ids[2], "none"].map((id) => useFile(malote, id)),
        {},
      );
      await until(() => expect(result.current.some(({ isLoading }) => isLoading)).toBe(false));
      expect(
        result.current.map(({ file, error }) => file?.file_name ?? (error as { code?: string }).code),
      ).toEqual(["a", "invalid-request", "b", "c", "file-not-found"]);
    });

    it("pauses while the document is hidden", async () => {
      const { malote, file_id, statuses, set } = aService();
      set("processing");
      hide(true);
      vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
      const { result } = await use(() => useFile(malote, file_id), {});
      await act(async () => void (await vi.advanceTimersByTimeAsync(30_000)));
      expect(statuses()).toBe(0);
      await act(() => hide(false));
      await act(async () => void (await vi.advanceTimersByTimeAsync(1000)));
      expect(result.current.file?.status).toBe("processing");
      await act(() => hide(true));
      const before = statuses();
      await act(async () => void (await vi.advanceTimersByTimeAsync(30_000)));
      expect(statuses()).toBe(before);
    });

    it.each([
      "focus",
      "online",
    ])("reads a final file again at the event %s, if some time has passed", async (event) => {
      vi.useFakeTimers({ toFake: ["Date"] });
      const { malote, file_id, statuses, set } = aService();
      const { result } = await use(() => useFile(malote, file_id), {});
      await until(() => expect(result.current.file?.status).toBe("completed"));
      await act(() => void emit(event));
      await act(() => new Promise((resolve) => setTimeout(resolve, 0)));
      expect(statuses()).toBe(1);

      set("deleted");
      later(6000);
      await act(() => void emit(event));
      await until(() => expect(result.current.file?.status).toBe("deleted"));
    });

    it("reads a final file again at refresh(), and ignores the response to an earlier request", async () => {
      const { service, malote, waiting } = gated((url) => url.pathname === "/consult-status");
      const [file_id = ""] = stored(service, ["old"]);
      const { result } = await use(() => useFile(malote, file_id), {});
      await until(() => expect(waiting).toHaveLength(1));
      await act(() => result.current.refresh());
      await until(() => expect(waiting).toHaveLength(2));
      waiting[1]?.();
      await until(() => expect(result.current.file?.file_name).toBe("old"));
      const file = service.files.get(file_id);
      if (file) file.status = "quarantined";
      await act(async () => {
        waiting[0]?.();
        await vi.waitFor(() => expect(service.requests).toHaveLength(2), { timeout: 10_000 });
      });
      await act(() => new Promise((resolve) => setImmediate(resolve)));
      expect(result.current.file?.status).toBe("completed");

      await act(() => result.current.refresh());
      expect(result.current.isLoading).toBe(true);
      await until(() => expect(waiting).toHaveLength(3));
      waiting[2]?.();
      await until(() =>
        expect(result.current).toMatchObject({ isLoading: false, file: { status: "quarantined" } }),
      );
    });

    it("keeps the file during an outage, and goes on after it", async () => {
      vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
      const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
      const { service, file_id, set } = aService();
      set("processing");
      const { malote } = connected({ fetch: service.fetch, retries: 0 });
      let isDown = false;
      service.faults.push(() => (isDown ? "drop" : undefined));
      const { result } = await use(() => useFile(malote, file_id), {});
      await pass(10);
      expect(result.current.file?.status).toBe("processing");
      isDown = true;
      await pass(500);
      expect(result.current).toMatchObject({ error: { code: "network" }, file: { status: "processing" } });
      isDown = false;
      set("completed");
      await pass(5500);
      expect(result.current).toMatchObject({ error: undefined, file: { status: "completed" } });
    });

    it("reads the record with the option record, and the status alone without it", async () => {
      const { service, malote, file_id } = aService();
      const file = service.files.get(file_id);
      if (file) file.bytes = Buffer.from("abc");
      const { result } = await use(
        () => [useFile(malote, file_id, { record: true }), useFile(malote, file_id)] as const,
        {},
      );
      await until(() => expect(result.current[0].file?.download?.url).toContain(file_id));
      await until(() => expect(result.current[1].file?.status).toBe("completed"));
      expect(result.current[1].file?.download).toBeUndefined();
      expect(service.requests.map(({ path }) => path).sort()).toEqual([
        "/consult-status",
        `/files/${file_id}`,
      ]);
    });

    it("ends its request when the component unmounts, and listens to nothing any more", async () => {
      const listen = vi.spyOn(globalThis, "addEventListener");
      const { service, malote, waiting, aborted } = gated((url) => url.pathname === "/consult-status");
      const [file_id] = stored(service, ["a"]);
      const { result, unmount } = await use(() => useFile(malote, file_id), {});
      await until(() => expect(waiting).toHaveLength(1));
      const { renders } = result;
      await unmount();
      expect(aborted).toHaveLength(1);
      expect(result.renders).toBe(renders);
      const signals = listen.mock.calls.flatMap(([event, , options]) =>
        ["focus", "online", "visibilitychange"].includes(event)
          ? [(options as AddEventListenerOptions).signal]
          : [],
      );
      expect(signals.length).toBeGreaterThanOrEqual(3);
      expect(signals.every((signal) => signal?.aborted)).toBe(true);
    });

    it("leaves no timer behind when the component unmounts", async () => {
      vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
      const { malote, file_id, set } = aService();
      set("processing");
      const { result, unmount } = await use(() => useFile(malote, file_id), {});
      await act(async () => void (await vi.advanceTimersByTimeAsync(10)));
      expect(result.current.file?.status).toBe("processing");
      const before = vi.getTimerCount();
      await unmount();
      await act(() => new Promise((resolve) => setImmediate(resolve)));
      expect(vi.getTimerCount()).toBeLessThan(before);
    });
  });
};
