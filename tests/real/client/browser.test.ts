import { inject } from "vitest";
import { browserDriver } from "./browser-driver.ts";
import { describeClient } from "./suite.ts";

for (const server of inject("s3Servers").filter(({ name }) => name === "versitygw"))
  describeClient("Chromium", server, browserDriver);
