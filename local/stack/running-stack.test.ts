import { expect, test } from "vitest";
import { aStack } from "./a-stack.fixture.ts";
import { readStackState } from "./running-stack.ts";

const machine = (changes = {}) => ({
  read: async () => aStack(),
  instanceAt: async (): Promise<string | undefined> => "malote-1",
  isSupervisorOf: () => true,
  ...changes,
});

test("a stack whose process is there and whose port answers with its name runs", async () => {
  await expect(readStackState("home", machine())).resolves.toEqual({ state: "running", stack: aStack() });
});

test("no stack.json, no stack", async () => {
  await expect(readStackState("home", machine({ read: async () => undefined }))).resolves.toEqual({
    state: "none",
  });
});

test("a stack.json whose pid is gone, or somebody else's by now, is stale", async () => {
  const look = machine({ isSupervisorOf: () => false, instanceAt: async () => undefined });
  await expect(readStackState("home", look)).resolves.toEqual({ state: "stale" });
});

test.each([
  undefined,
  "malote-2",
  "light",
])("a port that answers as %s is not that stack", async (instance) => {
  const look = machine({ instanceAt: async () => instance });
  await expect(readStackState("home", look)).resolves.toMatchObject({ state: "unhealthy" });
});

test("an emulator whose supervisor was killed is still there to be stopped", async () => {
  const look = machine({ isSupervisorOf: () => false });
  await expect(readStackState("home", look)).resolves.toMatchObject({ state: "unhealthy" });
});
