import { connect, ServiceError } from "malote/node";
import { expect, test } from "vitest";
import type { Thumbnail } from "./ports.ts";
import { thumbnailsOf } from "./thumbnails.ts";

const thumbnail: Thumbnail = {
  bytes: Buffer.from("small"),
  type: "image/png",
  extension: ".png",
  name: "a.png",
  path: "thumbnails",
  owner: "5f0e8a52-70c1-7051-9a4b-9c8d7e6f5a4b",
  tags: { "thumbnail-of": "a" },
  idempotencyKey: "thumbnail-of:a",
};

/** A service that responds to POST /upload, and to no other request. */
const aService = (status: number, body: object) => {
  const requests: Request[] = [];
  const malote = connect({
    url: "https://api.example.com/v1",
    token: "token",
    retries: 0,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (!request.url.endsWith("/upload")) return new Response("{}", { status: 500 });
      requests.push(request);
      return Response.json(body, { status });
    },
  });
  return { requests, thumbnails: thumbnailsOf(malote) };
};

test("a thumbnail is announced on behalf of the owner, with its key", async () => {
  const file = { file_id: "b", file_name: "a.png", status: "completed" };
  const { thumbnails, requests } = aService(200, file);
  await thumbnails.store(thumbnail).catch(() => {});
  expect(requests[0]?.headers.get("idempotency-key")).toBe("thumbnail-of:a");
  expect(await requests[0]?.json()).toMatchObject({
    file_name: "a.png",
    len: 5,
    type: "image/png",
    path: "thumbnails",
    tags: { "thumbnail-of": "a" },
    on_behalf_of: thumbnail.owner,
  });
});

test.each([
  [422, "idempotency-conflict"],
  [410, "file-deleted"],
  [422, "unknown-owner"],
])("%i %s is final", async (status, code) => {
  const { thumbnails } = aService(status, { status, code, detail: "No." });
  expect(await thumbnails.store(thumbnail)).toEqual({ outcome: "refused", code });
});

test.each([
  [403, "forbidden"],
  [422, "type-not-allowed"],
  [503, "service-unavailable"],
])("%i %s is an error: an operator, or time, can mend it", async (status, code) => {
  const { thumbnails } = aService(status, { status, code, detail: "No." });
  await expect(thumbnails.store(thumbnail)).rejects.toThrow(ServiceError);
});
