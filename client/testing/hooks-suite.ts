import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Malote } from "../source/index.ts";
import { get, upload, webStorage } from "../source/index.ts";
import { useFile, useFiles, useUpload } from "../source/react.ts";
import { connected, someBytes } from "./connected.ts";
import { window } from "./dom.ts";
import type { FakeService } from "./fake-service.ts";
import { problem } from "./fake-service.ts";

/** What React and Preact have in common. */
export interface Library {
  act(work: () => void | Promise<void>): Promise<void>;
  createElement(type: () => ReactNode): ReactNode;
  /** Renders in strict mode, if the library has it. Returns what ends it. */
  render(element: ReactNode, into: Element): () => void;
  renderToString(element: ReactNode): string;
}

const aFile = (length = 5000, name = "a.bin") => new File([someBytes(length)], name);
const asElement = (element: unknown) => element as Element;

/** The hooks in components that render nothing, against the fake service. */
export const testHooks = ({ act, createElement, render, renderToString }: Library) => {
  const mounted: (() => void)[] = [];
  afterEach(async () => {
    for (const unmount of mounted.splice(0)) await act(unmount);
    window.document.body.innerHTML = "";
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** Renders a hook. `result.current` is what its last render returned. */
  const use = async <T>(hook: () => T) => {
    const result = { current: undefined as T, renders: 0 };
    const Component = () => {
      result.current = hook();
      result.renders++;
      return null;
    };
    const place = window.document.body.appendChild(window.document.createElement("div"));
    let unmount = () => {};
    await act(() => {
      unmount = render(createElement(Component), asElement(place));
    });
    const rerender = async () => {};
    const once = async () => act(() => unmount());
    mounted.push(() => unmount());
    return { result, unmount: once, rerender };
  };

  const until = (check: () => void) => act(() => vi.waitFor(check, { interval: 5 }));
  void until;

  describe("useUpload", () => {
    it("uploads a file, and shows each state and the progress", async () => {
      const { service, malote } = connected();
      const states = new Set<string>();
      const { result } = await use(() => {
        const upload = useUpload(malote);
        states.add(upload.state);
        return upload;
      });
      expect(result.current).toMatchObject({ state: "idle", progress: undefined, file_id: undefined });

      let file: unknown;
      await act(async () => {
        file = await result.current.start(aFile());
      });

      expect([...states]).toEqual(["idle", "uploading", "uploaded"]);
      expect(result.current).toMatchObject({ state: "uploaded", file, error: undefined });
      expect(result.current.progress).toMatchObject({ bytes: 5000, totalBytes: 5000 });
      expect(result.current.file_id).toBe(result.current.file?.file_id);
      expect(service.count("POST", "/upload")).toBe(1);
    });
  });

  void [describe, get, upload, webStorage, useFile, useFiles, problem, renderToString];
  void (0 as unknown as Malote | FakeService);
};
