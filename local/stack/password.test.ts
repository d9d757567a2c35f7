import { expect, test } from "vitest";
import { newPassword } from "./password.ts";

const many = Array.from({ length: 500 }, newPassword);

test("satisfies the pool's policy", () => {
  for (const password of many) {
    expect(password).toHaveLength(20);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(password).toMatch(kind);
  }
});

test("has no character that is special in a shell", () => {
  for (const password of many) expect(password).toMatch(/^[A-Za-z][\w@+.-]+$/);
});

test("is different each time", () => {
  expect(new Set(many).size).toBe(many.length);
});
