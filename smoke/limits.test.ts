import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeServer } from "../client/testing/fake-server.ts";
import { problem } from "../client/testing/fake-service.ts";
import { type Limits, limitsOf } from "./expected-limits.ts";
import { hasLimits } from "./limits.ts";

const SAMCONFIG = `
[prod.deploy.parameters]
parameter_overrides = "Stage=prod MaxFileBytes=1000 AllowedTypes=image/*,application/pdf DeniedExtensions="
`;
const TEMPLATE = `
Parameters:
  MaxFileBytes: { Default: 536870912 }
  AllowedTypes: { Default: "*/*" }
  DeniedExtensions: { Default: "exe,scr" }
  UploadExpirySeconds: { Default: 900 }
`;
const LIMITS: Limits = {
  maxFileBytes: 1000,
  uploadExpirySeconds: 900,
  allowedTypes: ["image/*", "application/pdf"],
  deniedExtensions: [],
};

test("the limits of an environment are its parameters, and the template's defaults", () => {
  expect(limitsOf("prod", SAMCONFIG, TEMPLATE)).toEqual(LIMITS);
  expect(() => limitsOf("staging", SAMCONFIG, TEMPLATE)).toThrow("[staging.deploy.parameters]");
});

test.each([
  "local",
  "dev",
  "prod",
])("samconfig.toml and template.yaml have the limits of %s", (environment) => {
  const { maxFileBytes, allowedTypes, deniedExtensions } = limitsOf(environment);
  expect(maxFileBytes).toBeGreaterThan(0);
  expect(allowedTypes).toContain("*/*");
  expect(deniedExtensions).toContain(".exe");
});

let server: Awaited<ReturnType<typeof fakeServer>>;
/** What /upload of the live function accepts. */
let accepted: number;

beforeEach(async () => {
  server = await fakeServer();
  accepted = 1000;
  server.service.description = {
    max_file_bytes: 1000,
    allowed_types: ["image/*", "application/pdf"],
    denied_extensions: [],
  };
  server.service.faults.push(({ method, path, body }) =>
    method === "POST" && path === "/upload" && JSON.parse(body.toString()).len > accepted
      ? problem(413, "file-too-large")
      : undefined,
  );
});
afterEach(() => server.close());

const check = () => hasLimits({ url: server.service.origin, token: "t" }, LIMITS);

test("limits that are deployed are found, and no file is left", async () => {
  await check();
  expect(server.service.files.size).toBe(0);
});

test("an old version behind /.well-known/malote is named", async () => {
  server.service.description = { ...server.service.description, max_file_bytes: 536870912 };
  await expect(check()).rejects.toThrow(/max_file_bytes is 536870912, and not 1000.*"live"/s);
});

test("an old version behind /upload is named", async () => {
  accepted = 5000;
  await expect(check()).rejects.toThrow(/1001 bytes should be refused, but \/upload responded 201.*"live"/s);
});

test("an old UploadExpirySeconds is named, and no file is left", async () => {
  server.service.expiresIn = 3600;
  await expect(check()).rejects.toThrow(/expires_in is 3600, and not 900/);
  expect(server.service.files.size).toBe(0);
});
