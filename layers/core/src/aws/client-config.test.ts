import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { expect, test, vi } from "vitest";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { clientConfig } from "./client-config.ts";

test.each([S3Client, DynamoDBClient])("a warning of %o is printed, and no line for each call", (Client) => {
  const print = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { logger } = new Client({ ...SDK_CONFIG, ...clientConfig() }).config;

  logger.debug("credentials found");
  logger.warn("too few sockets");

  expect(print.mock.calls).toEqual([["too few sockets"]]);
  expect(logger.info).toBeUndefined();
  expect(logger.error).toBeUndefined();
  print.mockRestore();
});
