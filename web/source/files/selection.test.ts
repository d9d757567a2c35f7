import { expect, it } from "vitest";
import { extend, NOTHING, selectAll, toggle } from "./selection.ts";

const FILES = ["a", "b", "c", "d", "e"].map((file_id) => ({ file_id }));
const ids = (selection: typeof NOTHING) => [...selection.ids].sort().join("");

it("chooses a file, and leaves it out again", () => {
  const once = toggle(NOTHING, "b");
  expect(ids(once)).toBe("b");
  expect(ids(toggle(once, "b"))).toBe("");
});

it("extends from the last file in both directions, and keeps what was chosen", () => {
  const chosen = toggle(toggle(NOTHING, "e"), "c");
  const up = extend(chosen, FILES, "a");
  expect(ids(up)).toBe("abce");
  expect(ids(extend(up, FILES, "d"))).toBe("abcde");
});

it("chooses one file where a range has no beginning", () => {
  expect(ids(extend(NOTHING, FILES, "c"))).toBe("c");
  expect(ids(extend(toggle(NOTHING, "gone"), FILES, "c"))).toBe("cgone");
});

it("chooses all", () => {
  expect(ids(selectAll(FILES))).toBe("abcde");
});
