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
  test("is one of RFC 9457, with the request's id", () => {
    const answer = problem(new FileTooLarge(fault), "request-1");

    expect({ ...answer, body: JSON.parse(answer.body) }).toEqual({
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

  test("of 401 names the scheme, and no other does", () => {
    expect(problem(new Unauthenticated(), "r").headers["WWW-Authenticate"]).toBe("Bearer");
    expect(problem(new Forbidden("No."), "r").headers).not.toHaveProperty("WWW-Authenticate");
  });

  test.each([
    [new FileInMove(), "5"],
    [new ChangedMeanwhile(), "1"],
    [new Unavailable(), "2"],
    [new InternalError(), "2"],
  ])("that passes says when to come back: %s", (error, seconds) => {
    expect(problem(error, "r").headers["Retry-After"]).toBe(seconds);
  });

  test.each([
    [new FileNotFound()],
    [new InvalidRequest([fault])],
    [new UploadExpired(NOW)],
  ])("that stays does not ask to come back: %s", (error) => {
    expect(problem(error, "r").headers).not.toHaveProperty("Retry-After");
  });
});

describe("each error has its code and status, which clients rely on", () => {
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
  ])("%s", (error, status, code) => {
    expect([error.status, error.code]).toEqual([status, code]);
    expect(v.is(Problem, JSON.parse(problem(error, "r").body))).toBe(true);
    expect(error.message).toMatch(/\.$/);
    expect(error.title).not.toBe("");
  });
});

describe("what was thrown becomes what may be told", () => {
  test("one of ours is told as it is", () => {
    const error = new FileNotFound();

    expect(publicError(error)).toBe(error);
  });

  test.each([
    [415, UnsupportedMediaType],
    [422, MalformedJson],
    [400, MalformedJson],
  ])("the JSON parser's %d", (statusCode, expected) => {
    expect(publicError(Object.assign(new Error("parser"), { statusCode }))).toBeInstanceOf(expected);
  });

  test.each([
    ["throttling", anSdkError("ThrottlingException", 400)],
    ["a fault of the service", anSdkError("InternalError", 500)],
    ["a time-out", Object.assign(new Error("slow"), { name: "TimeoutError" })],
  ])("%s is a 503", (_, thrown) => {
    const told = publicError(thrown);

    expect(told).toBeInstanceOf(Unavailable);
    expect(told.cause).toBe(thrown);
  });

  test.each([
    ["an error", new Error("secret")],
    ["a permission that is missing", anSdkError("AccessDenied", 403)],
    ["text", "secret"],
    ["nothing", undefined],
    ["null", null],
    ["an object", { secret: true }],
  ])("%s is a 500, and only its cause knows why", (_, thrown) => {
    const told = publicError(thrown);

    expect(told).toBeInstanceOf(InternalError);
    expect(told).toBeInstanceOf(MaloteError);
    expect(told.cause).toBe(thrown);
    expect(problem(told, "r").body).not.toContain("secret");
  });
});
