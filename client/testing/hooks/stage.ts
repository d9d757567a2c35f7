import type { ReactNode } from "react";
import { connected, someBytes } from "../connected.ts";

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
