import { expect, test } from "vitest";
import { aStack } from "./a-stack.fixture.ts";
import { readStackState } from "./running-stack.ts";

const machine = (changes = {}) => ({
  read: async () => aStack(),
  instanceAt: async (): Promise<string | undefined> => "malote-1",
  isSupervisorOf: () => true,
  ...changes,
});

test("a stack runs when its process exists and its port responds with its name", async () => {
  await expect(readStackState("home", machine())).resolves.toEqual({ state: "running", stack: aStack() });
});

test("without stack.json there is no stack", async () => {
  await expect(readStackState("home", machine({ read: async () => undefined }))).resolves.toEqual({
    state: "none",
  });
});

test("a stack.json is stale when its pid is gone or belongs to another process", async () => {
  const probes = machine({ isSupervisorOf: () => false, instanceAt: async () => undefined });
  await expect(readStackState("home", probes)).resolves.toEqual({ state: "stale" });
});

test.each([
  undefined,
  "malote-2",
  "light",
])("a port that responds with the name %s is not that stack's", async (instance) => {
  const probes = machine({ instanceAt: async () => instance });
  await expect(readStackState("home", probes)).resolves.toMatchObject({ state: "unhealthy" });
});

test("an emulator whose supervisor was killed is unhealthy, so that it can be stopped", async () => {
  const probes = machine({ isSupervisorOf: () => false });
  await expect(readStackState("home", probes)).resolves.toMatchObject({ state: "unhealthy" });
});
