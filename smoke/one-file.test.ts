import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeServer } from "../client/testing/fake-server.ts";
import { problem } from "../client/testing/fake-service.ts";
import { type OneFileOptions, oneFile, withPicture } from "./one-file.ts";

let server: Awaited<ReturnType<typeof fakeServer>>;
let lines: string[];

beforeEach(async () => {
  server = await fakeServer();
  lines = [];
});
afterEach(() => server.close());

const smoke = (options: OneFileOptions) =>
  withPicture((source) =>
    oneFile({ url: server.service.origin, token: "t" }, source, (line) => lines.push(line), options),
  );
const output = () => lines.join("\n");

test("a file that is confirmed is completed, compared and deleted", async () => {
  server.service.statuses = ["processing", "completed"];

  await smoke({ confirm: true });

  expect(output()).toMatch(/confirmed.*processing.*completed.*downloaded.*deleted/s);
  expect(server.service.files.size).toBe(0);
});

test("a file that nobody confirms and that stays pending accuses S3's notification, and is deleted", async () => {
  await expect(smoke({ confirm: false, completedWithin: 500 })).rejects.toMatchObject({
    name: "Trouble",
    message: expect.stringMatching(/still pending.*S3's notification.*NotifyingBuckets/s),
  });

  expect(server.service.files.size).toBe(0);
});

test("a confirmed file that is late does not accuse the notification", async () => {
  server.service.statuses = ["processing"];

  await expect(smoke({ confirm: true, completedWithin: 500 })).rejects.toMatchObject({
    message: "The file is still processing. Wait again, or look later.",
  });
});

test("a file that cannot be deleted does not hide the first failure", async () => {
  server.service.statuses = ["error"];
  server.service.faults.push(({ method }) =>
    method === "DELETE" ? problem(409, "file-in-move", { detail: "The file is being moved." }) : undefined,
  );

  await expect(smoke({ confirm: true })).rejects.toMatchObject({
    name: "Trouble",
    message: "The file is in error.",
  });

  expect(output()).toMatch(/not deleted.*The file is being moved/);
});

test("a completed file that cannot be deleted is a failure", async () => {
  server.service.statuses = ["completed"];
  server.service.faults.push(({ method }) =>
    method === "DELETE" ? problem(403, "forbidden", { detail: "Not you." }) : undefined,
  );

  await expect(smoke({ confirm: true })).rejects.toMatchObject({ message: "DELETE /files: Not you." });
});
