import "../../testing/dom.ts";
import type { ComponentChild } from "preact";
import { createElement, render } from "preact/compat";
import { act } from "preact/test-utils";
import { renderToString } from "preact-render-to-string";
import { describe, vi } from "vitest";
import type { Library } from "../../testing/hooks/stage.ts";
import { testHooks } from "../../testing/hooks-suite.ts";

// As a bundler does with its alias.
vi.mock("react", () => import("preact/compat"));

describe("Preact 10", () => {
  const library = {
    // Without Preact's act around all of the work, which would render only at its end. It runs the effects of a render.
    act: async (work: () => void | Promise<void>) => {
      let done = Promise.resolve();
      await act(() => {
        done = Promise.resolve(work());
      });
      await done;
      await new Promise((resolve) => setImmediate(resolve));
    },
    createElement,
    render: (element: ComponentChild, into: Element) => {
      render(element, into);
      return () => render(null, into);
    },
    renderToString,
  };
  // The types of React and Preact differ where their values do not.
  testHooks(library as unknown as Library);
});
