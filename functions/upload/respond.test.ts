import { type StatusView, statusView, type UploadView } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { respond } from "./respond.ts";

const FORM: UploadView = {
  file_id: FILE_ID,
  file_name: "holiday.jpg",
  extension: ".jpg",
  type: "image/jpeg",
  method: "POST",
  url: "https://bucket.example/",
  fields: { key: `temp/${FILE_ID}.jpg` },
  expires_at: "2026-11-21T12:15:00.000Z",
  expires_in: 900,
};

describe("the response of POST /upload", () => {
  it("is 201 with the form, and names the new file in Location", () => {
    expect(respond({ form: FORM })).toEqual({
      status: 201,
      body: FORM,
      headers: { Location: `files/${FILE_ID}` },
    });
  });

  it("is 200 with the status of a file that needs no form, and names no new file", () => {
    const known: StatusView = statusView(aFile({ status: "completed" }));

    expect(respond({ known })).toEqual({ status: 200, body: known });
  });
});
