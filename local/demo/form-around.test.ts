import { expect, test } from "vitest";
import { formAround } from "./form-around.ts";

test("the bytes between `before` and `after` are the last field, the file", async () => {
  const fields = { key: "temp/a b.txt", Policy: "e30=", "Content-Type": "text/plain" };
  const { before, after, type } = await formAround(fields);
  const body = Buffer.concat([before, Buffer.from("--the\r\nbytes"), after]);
  const form = await new Response(body, { headers: { "Content-Type": type } }).formData();
  expect([...form.keys()]).toEqual(["key", "Policy", "Content-Type", "file"]);
  expect(form.get("key")).toBe("temp/a b.txt");
  const file = form.get("file");
  expect(file instanceof Blob && (await file.text())).toBe("--the\r\nbytes");
});
