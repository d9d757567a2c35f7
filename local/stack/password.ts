import { randomInt } from "node:crypto";

// Without characters that are special in a shell, and without characters that look alike: a printed command can be
// pasted or typed.
const KINDS = ["abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_.+@"];
const LENGTH = 20;

const pick = (characters: string) => characters[randomInt(characters.length)] ?? "";

/** A random password of 20 characters. It has each kind that the user pool requires, and begins with a letter. */
export const newPassword = (): string => {
  for (;;) {
    const password = Array.from({ length: LENGTH }, () => pick(KINDS.join(""))).join("");
    const hasEachKind = KINDS.every((kind) => [...password].some((character) => kind.includes(character)));
    if (hasEachKind && /^[A-Za-z].*[A-Za-z0-9]$/.test(password)) return password;
  }
};
