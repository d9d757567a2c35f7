import { expect, test, vi } from "vitest";
import { emulatorEnvironment } from "./emulator-environment.ts";
import { newRootKey } from "./source.ts";

test("no variable of the developer's environment reaches the functions", () => {
  vi.stubEnv("AWS_PROFILE", "production");
  vi.stubEnv("NODE_OPTIONS", "--inspect");
  const environment = emulatorEnvironment({
    port: 4600,
    instance: "malote-1",
    scratch: "/scratch",
    rootKey: newRootKey(),
  });
  expect(environment).not.toHaveProperty("AWS_PROFILE");
  expect(environment).not.toHaveProperty("NODE_OPTIONS");
  expect(environment).toMatchObject({ BIND_HOST: "127.0.0.1", GATEWAY_PORT: "4600", AUTH: "true" });
  vi.unstubAllEnvs();
});
