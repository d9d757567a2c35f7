import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { anSdkError } from "#testing/sdk.ts";
import { Problem } from "../contract/problem.ts";
import {
  BytesNotFound,
  ChangedMeanwhile,
  FileInMove,
  FileNotFound,
  FileTooLarge,
  Forbidden,
  InternalError,
  InvalidRequest,
  MalformedJson,
  MaloteError,
  NotUploadedYet,
  TransitionNotAllowed,
  TypeNotAllowed,
  Unauthenticated,
  Unavailable,
  UnsupportedMediaType,
  UploadExpired,
} from "../domain/errors.ts";
import { problem, publicError } from "./problem.ts";

const fault = { pointer: "#/len", detail: "len is too much." };

describe("a problem", () => {
  test("has the members of RFC 9457 and the request's id", () => {
    const response = problem(new FileTooLarge(fault), "request-1");

    expect({ ...response, body: JSON.parse(response.body) }).toEqual({
      statusCode: 413,
      headers: expect.objectContaining({ "Content-Type": "application/problem+json" }),
      body: {
        type: "urn:malote:problem:file-too-large",
        title: "The file is too large",
        status: 413,
        code: "file-too-large",
        detail: "len is too much.",
        instance: "request-1",
        errors: [fault],
      },
    });
  });

  test("without faults has no errors", () => {
    expect(JSON.parse(problem(new FileNotFound(), "request-1").body)).not.toHaveProperty("errors");
  });

  test("of 401 has WWW-Authenticate, and no other problem has it", () => {
    expect(problem(new Unauthenticated(), "r").headers["WWW-Authenticate"]).toBe("Bearer");
    expect(problem(new Forbidden("No."), "r").headers).not.toHaveProperty("WWW-Authenticate");
  });

  test.each([
    [new FileInMove(), "5"],
    [new ChangedMeanwhile(), "1"],
    [new Unavailable(), "2"],
    [new InternalError(), "2"],
  ])("that is temporary has Retry-After: %s", (error, seconds) => {
    expect(problem(error, "r").headers["Retry-After"]).toBe(seconds);
  });

  test.each([
    [new FileNotFound()],
    [new InvalidRequest([fault])],
    [new UploadExpired(NOW)],
  ])("that is permanent has no Retry-After: %s", (error) => {
    expect(problem(error, "r").headers).not.toHaveProperty("Retry-After");
  });
});

describe("the code and status of each error, on which clients rely", () => {
  test.each([
    [new MalformedJson(), 400, "malformed-json"],
    [new InvalidRequest([fault]), 400, "invalid-request"],
    [new Unauthenticated(), 401, "unauthenticated"],
    [new Forbidden("No."), 403, "forbidden"],
    [new FileNotFound(), 404, "file-not-found"],
    [new NotUploadedYet(NOW), 409, "not-uploaded"],
    [new TransitionNotAllowed("completed", "error"), 409, "transition-not-allowed"],
    [new FileInMove(), 409, "file-in-move"],
    [new BytesNotFound("dest/a", 1), 409, "bytes-not-found"],
    [new ChangedMeanwhile(), 409, "changed-meanwhile"],
    [new UploadExpired(NOW), 410, "upload-expired"],
    [new FileTooLarge(fault), 413, "file-too-large"],
    [new UnsupportedMediaType(), 415, "unsupported-media-type"],
    [new TypeNotAllowed(fault), 415, "type-not-allowed"],
    [new InternalError(), 500, "internal-error"],
    [new Unavailable(), 503, "unavailable"],
  ])("%s: %i %s", (error, status, code) => {
    expect([error.status, error.code]).toEqual([status, code]);
    expect(v.is(Problem, JSON.parse(problem(error, "r").body))).toBe(true);
    expect(error.message).toMatch(/\.$/);
    expect(error.title).not.toBe("");
  });
});

describe("publicError", () => {
  test("returns an error of this service unchanged", () => {
    const error = new FileNotFound();

    expect(publicError(error)).toBe(error);
  });

  test.each([
    [422, MalformedJson],
    [400, MalformedJson],
  ])("maps the JSON parser's %d", (statusCode, expected) => {
    expect(publicError(Object.assign(new Error("parser"), { statusCode }))).toBeInstanceOf(expected);
  });

  test.each([
    ["throttling", anSdkError("ThrottlingException", 400)],
    ["a fault of the service", anSdkError("InternalError", 500)],
    ["a time-out", Object.assign(new Error("slow"), { name: "TimeoutError" })],
  ])("maps %s to 503", (_, thrown) => {
    const error = publicError(thrown);

    expect(error).toBeInstanceOf(Unavailable);
    expect(error.cause).toBe(thrown);
  });

  test.each([
    ["an error", new Error("secret")],
    ["a missing permission", anSdkError("AccessDenied", 403)],
    ["a string", "secret"],
    ["undefined", undefined],
    ["null", null],
    ["an object", { secret: true }],
  ])("maps %s to 500, and only its cause has the reason", (_, thrown) => {
    const error = publicError(thrown);

    expect(error).toBeInstanceOf(InternalError);
    expect(error).toBeInstanceOf(MaloteError);
    expect(error.cause).toBe(thrown);
    expect(problem(error, "r").body).not.toContain("secret");
  });
});
