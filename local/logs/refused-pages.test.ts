import { expect, test } from "vitest";
import { refusedPagesIn } from "./refused-pages.ts";

test("a refused page of this machine is printed with the option that allows it", () => {
  const log = `2026-11-26 INFO x
guard: refused a page of http://localhost:3000
[s3] guard: refused a page of x y
guard: refused a page of https://evil.example
`;
  expect(refusedPagesIn(log)).toEqual([
    "Refused a request of a page of http://localhost:3000. If it is your page: npm start -- --allow-origin http://localhost:3000",
    "Refused a request of a page of https://evil.example.",
  ]);
});
