import { FileTooLarge } from "@malote/core";
import { beforeEach, describe, expect, it } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import type { UploadEntry } from "./request-uploads.ts";
import { respond } from "./respond.ts";

const FORM = {
  file_id: FILE_ID,
  file_name: "holiday.jpg",
  extension: ".jpg",
  type: "image/jpeg",
  method: "POST" as const,
  url: "https://bucket.example/?X-Amz-Signature=secret",
  fields: { key: `temp/${FILE_ID}.jpg` },
  expires_at: "2026-11-21T12:15:00.000Z",
  expires_in: 900,
};
const away = Object.assign(new Error("10.0.0.1 is away"), { name: "TimeoutError" });

let lines: ReturnType<typeof catchLogLines>;
beforeEach(() => {
  lines = catchLogLines();
});

describe("the response of POST /uploads", () => {
  it("is 200, and has a form or a problem for each entry", () => {
    const entries: UploadEntry[] = [
      { index: 0, outcome: { form: FORM } },
      { index: 1, thrown: new FileTooLarge({ pointer: "#/len", detail: "len is 9." }) },
    ];

    expect(respond(entries, "request-1")).toEqual({
      status: 200,
      body: {
        files: [
          { index: 0, ...FORM },
          {
            index: 1,
            problem: {
              type: "urn:malote:problem:file-too-large",
              title: "The file is too large",
              status: 413,
              code: "file-too-large",
              detail: "len is 9.",
              instance: "request-1",
              errors: [{ pointer: "#/files/1/len", detail: "len is 9." }],
            },
          },
        ],
      },
    });
  });

  it("is 200 also if every entry fails, and says nothing about the inside", () => {
    const { status, body } = respond(
      [0, 1].map((index) => ({ index, thrown: away })),
      "request-1",
    );

    expect(status).toBe(200);
    expect(body.files).toMatchObject(
      [0, 1].map((index) => ({ index, problem: { status: 503, code: "unavailable" } })),
    );
    expect(JSON.stringify(body)).not.toContain("10.0.0.1");
  });

  it("logs the cause of failed entries once, and no signed URL", () => {
    respond(
      [
        { index: 0, outcome: { form: FORM } },
        { index: 1, thrown: away },
        { index: 2, thrown: away },
      ],
      "request-1",
    );

    const failed = lines.lines().filter(({ message }) => message === "entries failed");
    expect(failed).toMatchObject([{ level: "ERROR", failed: 2, error: { message: "10.0.0.1 is away" } }]);
    expect(lines.text()).not.toContain("secret");
  });
});
