import { afterEach, describe, expect, test, vi } from "vitest";
import { env } from "./env.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const TEXTS = [
  ["FILES_TABLE", env.filesTable],
  ["BUCKET", env.bucket],
  ["MOVE_QUEUE_URL", env.moveQueueUrl],
  ["USER_POOL_ID", env.userPoolId],
] as const;

const NUMBERS = [
  ["MAX_FILE_BYTES", env.maxFileBytes],
  ["UPLOAD_EXPIRY_SECONDS", env.uploadExpirySeconds],
  ["MAX_ATTEMPTS", env.maxAttempts],
  ["MULTIPART_THRESHOLD_BYTES", env.multipartThresholdBytes],
  ["COPY_PART_BYTES", env.copyPartBytes],
  ["COPY_MAX_PART_BYTES", env.copyMaxPartBytes],
] as const;

describe("a variable that is missing or empty is named", () => {
  test.each([...TEXTS, ...NUMBERS, ["ALLOWED_TYPES", env.allowedTypes] as const])("%s", (name, read) => {
    const message = `The environment variable ${name} is missing: template.yaml sets it for this function.`;

    for (const value of [undefined, ""]) {
      vi.stubEnv(name, value);
      expect(read).toThrow(message);
    }
  });
});

test.each(TEXTS)("%s is read unchanged", (name, read) => {
  vi.stubEnv(name, "a value");

  expect(read()).toBe("a value");
});

describe.each(NUMBERS)("%s", (name, read) => {
  test.each([
    ["0", 0],
    ["5368709120", 5_368_709_120],
    ["999999999999999", 999_999_999_999_999],
  ])("reads %s", (value, expected) => {
    vi.stubEnv(name, value);

    expect(read()).toBe(expected);
  });

  test.each([
    "-1",
    "1.5",
    "1e9",
    "0x10",
    " 5",
    "5\n",
    "five",
    "5 GiB",
    "1000000000000000",
  ])("refuses %j, by name", (value) => {
    vi.stubEnv(name, value);

    expect(read).toThrow(`The environment variable ${name} must be a whole number, not "${value}".`);
  });
});

describe.each([
  ["CHECK_OWNERS", env.checkOwners],
  ["SELF_SIGN_UP", env.selfSignUp],
])("%s", (name, read) => {
  test.each([
    ["true", true],
    ["false", false],
  ])("reads %s", (value, expected) => {
    vi.stubEnv(name, value);

    expect(read()).toBe(expected);
  });

  test.each(["yes", "TRUE", "0"])("refuses %j, by name", (value) => {
    vi.stubEnv(name, value);

    expect(read).toThrow(`The environment variable ${name} must be true or false, not "${value}".`);
  });
});

test("the allowed types are a list with any spacing", () => {
  vi.stubEnv("ALLOWED_TYPES", "image/*,application/pdf ,  text/plain");

  expect(env.allowedTypes()).toEqual(["image/*", "application/pdf", "text/plain"]);
});

test.each([
  ["exe,scr", [".exe", ".scr"]],
  ["EXE, .Scr ,appref-ms,", [".exe", ".scr", ".appref-ms"]],
  ["", []],
  [" , ", []],
])("the denied extensions %j are %j", (value, expected) => {
  vi.stubEnv("DENIED_EXTENSIONS", value);

  expect(env.deniedExtensions()).toEqual(expected);
});

test("the denied extensions may be empty, but not missing", () => {
  vi.stubEnv("DENIED_EXTENSIONS", undefined);

  expect(env.deniedExtensions).toThrow("The environment variable DENIED_EXTENSIONS is missing");
});
