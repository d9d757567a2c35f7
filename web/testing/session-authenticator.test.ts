import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser } from "./browser.ts";
import {
  aUser,
  code,
  expectRefusals,
  fillIn,
  goTo,
  navigation,
  newPassword,
  PASSWORD,
  send,
  signOut,
} from "./session.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

/** RFC 6238, as authenticator apps have it: SHA-1, 30 seconds, 6 digits. */
const totpOf = (secret: string, now = Date.now()): string => {
  const bits = [...secret].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

describe("an authenticator app", () => {
  test("is set up, asked for at the next sign-in, and switched off", async () => {
    const username = await aUser();
    const one = await browser.open();
    const { page } = one;
    expectRefusals(one);
    await fillIn(one, username);
    await navigation(one);
    await goTo(one, "#/account");
    await page.getByText("Off. A code of an app").waitFor();
    await send(one, "Set up");
    await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
    await expectAccessible(one);
    await picture(one, "account-totp");
    await send(one, "Copy the key");
    await page.getByText("Copied", { exact: true }).waitFor();
    const secret = await page.evaluate(() => navigator.clipboard.readText());
    expect(await page.locator(".totp-code code").textContent()).toBe(secret.match(/.{4}/g)?.join(" "));
    await code(one).fill("000000");
    await send(one, "Switch on");
    await page.getByText("This is not the right code.").waitFor();
    await code(one).fill(totpOf(secret));
    await send(one, "Switch on");
    await page.getByText("On: each sign-in asks for a code of your app.").waitFor();

    await signOut(one);
    await fillIn(one, username);
    await page.getByRole("heading", { name: "One more step" }).waitFor();
    await picture(one, "session-code");
    await code(one).fill("000000");
    await send(one, "Sign in");
    await page.getByText("This is not the right code.").waitFor();
    await code(one).fill(totpOf(secret));
    await send(one, "Sign in");
    await navigation(one);

    await goTo(one, "#/account");
    await send(one, "Switch off");
    await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
    await page.getByText("Off. A code of an app").waitFor();
    await signOut(one);
    await fillIn(one, username);
    await navigation(one);
  });

  test("is followed by another password, in the account", async () => {
    const username = await aUser();
    const one = await browser.open();
    expectRefusals(one);
    await fillIn(one, username);
    await navigation(one);
    await goTo(one, "#/account");
    await one.page.getByLabel("Current password").fill("wrong");
    await newPassword(one).fill("Another-horse-8");
    await send(one, "Change the password");
    await one.page.getByText("This is not your current password.").waitFor();
    await one.page.getByLabel("Current password").fill(PASSWORD);
    await send(one, "Change the password");
    await one.page.getByText("Your password is changed").waitFor();
    await expect.poll(() => newPassword(one).inputValue()).toBe("");
    await signOut(one);
    await fillIn(one, username, "Another-horse-8");
    await navigation(one);
  });
});
