import { readFileSync } from "node:fs";
import type { LocalStack } from "./local-stack.ts";
import { quoted } from "./quoted.ts";
import type { Reading } from "./read-values.ts";
import type { Account } from "./settings.ts";

/** The password of the file. @throws Error that names the file */
export const readPassword = (file: string): string => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const { code = "unknown" } = cause as { code?: string };
    throw new Error(`the password file ${quoted(file)} cannot be read (${code})`, { cause });
  }
  const password = text.replace(/\r?\n$/, "");
  if (password === "" || /[\r\n]/.test(password)) {
    throw new Error(`the password file ${quoted(file)} must have one line, the password`);
  }
  return password;
};

/** The relay's own account: that of the settings, or that of `stack`, the local stack if it is the service. */
export const readAccount = (
  { values, given }: Reading,
  stack: LocalStack | undefined,
  faults: string[],
): Account | undefined => {
  const { username, "password-file": file } = values;
  if (!given.has("username") && !given.has("password-file") && stack) {
    const { account } = stack;
    if (account) return { username: account.username, password: () => account.password };
    faults.push("The local stack has no account for a relay. Restart it: npm run stop, then npm start.");
    return undefined;
  }
  if (!given.has("username")) faults.push("--username is missing: the relay's own account at the service.");
  if (!given.has("password-file"))
    faults.push("--password-file is missing: a file with the password of the relay's own account.");
  if (file === undefined) return undefined;
  try {
    readPassword(file);
  } catch (error) {
    faults.push(`--password-file: ${(error as Error).message}.`);
  }
  return username === undefined ? undefined : { username, password: () => readPassword(file) };
};
