import { inject } from "vitest";
import { nodeDriver } from "./node-driver.ts";
import { describeClient } from "./suite.ts";

for (const server of inject("s3Servers").filter(({ name }) => name === "versitygw"))
  describeClient("Node.js", server, async () => ({
    driver: nodeDriver(),
    origins: [],
    stop: async () => {},
  }));
