import "../../testing/dom.ts";
import { act, createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { describe } from "vitest";
import { testHooks } from "../../testing/hooks-suite.ts";

describe("React 19 in strict mode", () => {
  testHooks({
    act: async (work) => {
      await act(async () => work());
    },
    createElement,
    render: (element, into) => {
      const root = createRoot(into);
      root.render(createElement(StrictMode, null, element));
      return () => root.unmount();
    },
    renderToString,
  });
});
