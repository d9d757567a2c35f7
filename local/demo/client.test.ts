import { expect, test } from "vitest";
import { MaloteError, ServiceError } from "../../client/source/node.ts";
import { orTrouble } from "./client.ts";

const troubleOf = (error: unknown) => orTrouble(() => Promise.reject(error)).catch((thrown) => thrown);

test("an error of the SDK is a sentence for the user, with each fault that it does not name itself", async () => {
  const refused = new ServiceError("POST /upload", 400, {
    code: "invalid-request",
    detail: "The request has 2 faults.",
    errors: [
      { pointer: "#/len", detail: "len is missing." },
      { pointer: "#/type", detail: "type is missing." },
    ],
  });

  expect(await troubleOf(refused)).toMatchObject({
    name: "Trouble",
    message: "POST /upload: The request has 2 faults.\n  #/len len is missing.\n  #/type type is missing.",
  });
  expect(await troubleOf(new MaloteError("network", "The service does not respond."))).toMatchObject({
    name: "Trouble",
    message: "The service does not respond.",
  });
});

test("a fault that is the whole sentence is named once", async () => {
  const tooLarge = new ServiceError("POST /upload", 413, {
    code: "file-too-large",
    detail: "len is 9.",
    errors: [{ pointer: "#/len", detail: "len is 9." }],
  });

  expect(await troubleOf(tooLarge)).toHaveProperty("message", "POST /upload: len is 9.");
});

test("any other error stays as it is", async () => {
  const bug = new TypeError("not a function");

  expect(await troubleOf(bug)).toBe(bug);
});
