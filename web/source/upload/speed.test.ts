import { describe, expect, it } from "vitest";
import { Speed } from "./speed.ts";

describe("the speed of an upload", () => {
  it("is that of all files together, and unknown in the first second", () => {
    const speed = new Speed();
    expect(speed.perSecond(0)).toBeUndefined();
    speed.add("a", 0, 0);
    speed.add("b", 0, 0);
    speed.add("a", 500, 900);
    expect(speed.perSecond(900)).toBeUndefined();
    speed.add("b", 1500, 2000);
    expect(speed.perSecond(2000)).toBe(1000);
  });

  it("does not count what an earlier attempt has sent", () => {
    const speed = new Speed();
    speed.add("a", 1_000_000, 0);
    speed.add("a", 1_002_000, 2000);
    expect(speed.perSecond(2000)).toBe(1000);
  });

  it("is that of the last seconds, and 0 on a line that has stopped", () => {
    const speed = new Speed();
    speed.add("a", 0, 0);
    speed.add("a", 1_000_000, 1000);
    speed.add("a", 1_001_000, 6000);
    speed.add("a", 1_003_000, 8000);
    expect(speed.perSecond(8000)).toBe(1000);
    expect(speed.perSecond(20_000)).toBe(0);
  });
});
