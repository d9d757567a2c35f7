import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formBody } from "../source/core/form.ts";
import { blobOf, sliceOfBytes } from "../source/core/slices.ts";

// The form that docs/client/generated.md writes by hand is the one that this package sends.

const guide = readFileSync(join(import.meta.dirname, "../../docs/client/generated.md"), "utf8");
const request = /^```http form\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? "";
const [head = "", ...rest] = request.split("\n\n");
const documented = rest.join("\n\n").replaceAll("\n", "\r\n");

const FIELDS = {
  "Content-Type": "image/jpeg",
  key: "temp/0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b.jpg",
  Policy: "eyJleHBpcmF0aW9uIjoi",
};

test("the form of the guide is what the package sends", async () => {
  const { body, type } = formBody(FIELDS, sliceOfBytes(new TextEncoder().encode("THE BYTES")));
  const boundary = type.replace("multipart/form-data; boundary=", "");
  const sent = await (await blobOf(body)).text();

  expect(sent.replaceAll(boundary, "BOUNDARY")).toBe(documented);
});

test("the headers of the guide are those of its form", () => {
  expect(head.split("\n").slice(2)).toEqual([
    "Content-Type: multipart/form-data; boundary=BOUNDARY",
    `Content-Length: ${documented.length}`,
  ]);
});

test("the sample in Swift writes the same lines", () => {
  const swift = /^```swift\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? "";
  const written = [...swift.matchAll(/output\.write\(Data\("(.*)"\.utf8\)\)/g)].map(([, text = ""]) =>
    text.replaceAll("\\r\\n", "\r\n").replaceAll('\\"', '"').replaceAll("\\(boundary)", "BOUNDARY"),
  );
  const [field = "", ...file] = written;
  const fields = Object.entries(FIELDS).map(([name, value]) =>
    field.replace("\\(name)", name).replace("\\(value)", value),
  );
  const end = file.pop() ?? "";
  expect([...fields, ...file, "THE BYTES", end].join("")).toBe(documented);
});
