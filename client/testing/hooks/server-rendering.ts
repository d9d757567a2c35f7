import { expect, test } from "vitest";
import { useFile, useFiles, useUpload } from "../../source/react.ts";
import { connected } from "../connected.ts";
import type { Stage } from "./stage.ts";

export const testServerRendering = ({ createElement, renderToString }: Stage) => {
  test("a server renders the state before the first request, and requests nothing", async () => {
    const { service, malote } = connected();
    const Component = () => {
      const upload = useUpload(malote);
      const live = useFile(malote, "a");
      const { files, isLoading } = useFiles(malote);
      return `${upload.state} ${live.isLoading} ${files.length} ${isLoading}`;
    };

    expect(renderToString(createElement(Component))).toBe("idle true 0 true");

    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(service.requests).toEqual([]);
  });

  test.each([
    ["recrod", () => useFile(connected().malote, "a", { recrod: true } as object)],
    ["stauts", () => useFiles(connected().malote, { stauts: "completed" } as object)],
  ])("a misspelt option %s is refused", (name, hook) => {
    const Component = () => String(hook());
    expect(() => renderToString(createElement(Component))).toThrow(`no option "${name}"`);
  });
};
