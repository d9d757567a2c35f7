import { expect, test, vi } from "vitest";
import { linked } from "./linked.ts";

test("it is aborted with the outer signal, also if that was aborted before", () => {
  const outer = new AbortController();
  const { signal } = linked(outer.signal);
  expect(signal.aborted).toBe(false);

  outer.abort();

  expect(signal.aborted).toBe(true);
  expect(linked(outer.signal).signal.aborted).toBe(true);
});

test.each([0, 10])("it is aborted after a timeout of %d ms, which is reported first", async (ms) => {
  let before: boolean | undefined;
  const { signal } = linked(undefined, ms, () => {
    before = signal.aborted;
  });

  await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: 10_000 });

  expect(before).toBe(false);
});

test("after unlink, neither the outer signal nor the timeout aborts it", async () => {
  const outer = new AbortController();
  const onTimeout = vi.fn();
  const { signal, unlink } = linked(outer.signal, 5, onTimeout);

  unlink();
  outer.abort();

  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(signal.aborted).toBe(false);
  expect(onTimeout).not.toHaveBeenCalled();
});
