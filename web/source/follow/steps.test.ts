import { describe, expect, it } from "vitest";
import { stepsOf } from "./steps.ts";

const CREATED = "2026-11-27T10:00:00.000Z";
const LATER = "2026-11-27T10:00:02.500Z";
const view = (status: Parameters<typeof stepsOf>[0]["status"]) => ({
  status,
  created_at: CREATED,
  updated_at: LATER,
});
const short = (steps: ReturnType<typeof stepsOf>) => steps.map(({ status, state }) => `${status} ${state}`);

describe("the steps of a file", () => {
  it("begin with a file that waits for its bytes, and show the whole way", () => {
    expect(short(stepsOf({ status: "pending", created_at: CREATED, updated_at: CREATED }))).toEqual([
      "pending now",
      "uploaded ahead",
      "processing ahead",
      "completed ahead",
    ]);
  });

  it("have the two times of a status that has no history", () => {
    expect(stepsOf(view("uploaded")).slice(0, 2)).toEqual([
      { status: "pending", at: CREATED, state: "done" },
      { status: "uploaded", at: LATER, state: "now", seconds: 2.5 },
    ]);
  });

  it("end with a failure, and promise nothing after it", () => {
    expect(short(stepsOf(view("error")))).toEqual(["pending done", "error done"]);
  });

  it("are those of the history, with who made each of them", () => {
    const history = [
      { status: "pending", at: CREATED, by: "owner" },
      { status: "uploaded", at: CREATED, by: "owner" },
      { status: "completed", at: LATER, by: "mover" },
    ] as const;
    const steps = stepsOf(view("completed"), history);
    expect(short(steps)).toEqual(["pending done", "uploaded done", "completed done"]);
    expect(steps.at(-1)).toMatchObject({ by: "mover", seconds: 2.5 });
  });

  it("go on with the status when it is newer than the history", () => {
    const steps = stepsOf(view("processing"), [{ status: "pending", at: CREATED }]);
    expect(short(steps)).toEqual(["pending done", "uploaded done", "processing now", "completed ahead"]);
  });

  it("include those that were too short to be seen, without a time", () => {
    const steps = stepsOf(view("completed"));
    expect(short(steps)).toEqual(["pending done", "uploaded done", "processing done", "completed done"]);
    expect(steps[1]?.at).toBeUndefined();
  });

  it("show a status that is newer than the page, without guessing what follows", () => {
    expect(short(stepsOf(view("archived" as "completed")))).toEqual(["pending done", "archived done"]);
  });
});
