import { useState } from "react";
import { afterEach, vi } from "vitest";
import { window } from "./dom.ts";
import { testServerRendering } from "./hooks/server-rendering.ts";
import type { Library, Stage, Used } from "./hooks/stage.ts";
import { testUseFile } from "./hooks/use-file.ts";
import { testUseFiles } from "./hooks/use-files.ts";
import { testUseUpload } from "./hooks/use-upload.ts";

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
