import type { ReactNode } from "react";
import { useState } from "react";
import { afterEach, vi } from "vitest";
import { connected, someBytes } from "./connected.ts";
import { window } from "./dom.ts";
import { testServerRendering } from "./hooks/server-rendering.ts";
import { testUseFile } from "./hooks/use-file.ts";
import { testUseFiles } from "./hooks/use-files.ts";
import { testUseUpload } from "./hooks/use-upload.ts";

/** What React and Preact have in common. */
export interface Library {
  /** Runs `work`, and the renders and effects that it causes. */
  act(work: () => void | Promise<void>): Promise<void>;
  createElement(type: () => ReactNode): ReactNode;
  /** Renders in strict mode, if the library has it. Returns what ends it. */
  render(element: ReactNode, into: Element): () => void;
  renderToString(element: ReactNode): string;
}

/** What the tests of a hook need. */
export interface Stage extends Library {
  /** Renders a component that uses a hook and renders nothing. Its props are given with `rerender`. */
  use<T, P extends object>(hook: (props: P) => T, props: P): Promise<Used<T, P>>;
  /** Waits until `check` does not throw. */
  until(check: () => void): Promise<void>;
}

export interface Used<T, P> {
  /** `current` is what the last render returned. */
  result: { current: T; renders: number };
  rerender(props: P): Promise<void>;
  unmount(): Promise<void>;
}

export const aFile = (length = 5000, name = "a.bin") => new File([someBytes(length)], name);

/** A connection whose requests to some paths wait until `open` is called or the request is aborted. */
export const gated = (isHeld: (url: URL, method: string) => boolean) => {
  const { service } = connected();
  const waiting: (() => void)[] = [];
  const aborted: URL[] = [];
  const held: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    if (isHeld(url, init?.method ?? "GET")) {
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        init?.signal?.addEventListener("abort", () => {
          aborted.push(url);
          reject(new Error("aborted"));
        });
      });
    }
    return service.fetch(input, init);
  };
  const { malote } = connected({ fetch: held });
  return { service, malote, waiting, aborted };
};

/** The hooks against the fake service. */
export const testHooks = (library: Library) => {
  const mounted = new Set<() => void>();
  afterEach(async () => {
    vi.useRealTimers();
    for (const unmount of mounted) await library.act(unmount);
    mounted.clear();
    window.document.body.innerHTML = "";
    vi.restoreAllMocks();
  });

  const use = async <T, P extends object>(hook: (props: P) => T, first: P): Promise<Used<T, P>> => {
    const result = { current: undefined as T, renders: 0 };
    let setProps: (props: P) => void = () => {};
    const Component = () => {
      const [props, set] = useState(first);
      setProps = set;
      result.current = hook(props);
      result.renders++;
      return null;
    };
    const place = window.document.body.appendChild(window.document.createElement("div"));
    let end = () => {};
    await library.act(() => {
      end = library.render(library.createElement(Component), place as unknown as Element);
    });
    mounted.add(end);
    return {
      result,
      rerender: (props) => library.act(() => setProps(props)),
      unmount: async () => {
        mounted.delete(end);
        await library.act(end);
      },
    };
  };
  const until = (check: () => void) => library.act(() => vi.waitFor(check, { interval: 5, timeout: 5000 }));
  const stage: Stage = { ...library, use, until };
  testUseUpload(stage);
  testUseFile(stage);
  testUseFiles(stage);
  testServerRendering(stage);
};
