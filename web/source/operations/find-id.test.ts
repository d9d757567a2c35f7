import { expect, test } from "vitest";
import { findId } from "./find-id.ts";

const ID = "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";

test.each([
  ID,
  `  ${ID.toUpperCase()} `,
  `dest/${ID}.jpg`,
  `https://x.example/#/files/${ID}`,
  `{"file_id":"${ID}"}`,
])("finds the id in %j", (text) => {
  expect(findId(text)).toBe(ID);
});

test.each(["", "photo.jpg", ID.slice(1)])("finds none in %j", (text) => {
  expect(findId(text)).toBeUndefined();
});
