import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser } from "./browser.ts";
import {
  aUser,
  code,
  email,
  expectFocus,
  expectRefusals,
  fillIn,
  navigation,
  newPassword,
  PASSWORD,
  password,
  RESET_CODE,
  refreshTokens,
  renew,
  resetPassword,
  SIGN_UP_CODE,
  send,
  signOut,
  stack,
  storageOf,
} from "./session.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

describe("with a password", () => {
  test("a person signs in by SRP, and out: nothing of it is stored, and the refresh token is revoked", async () => {
    const username = await aUser();
    const one = await browser.open();
    const sent: string[] = [];
    one.page.on("request", (request) => sent.push(request.postData() ?? ""));
    const tokens = refreshTokens(one);
    await fillIn(one, ` ${username} `);
    await navigation(one);
    expect(sent.join("\n")).not.toContain(PASSWORD);
    const stored = JSON.stringify(await storageOf(one));
    expect(stored).not.toContain(PASSWORD);
    expect(stored).not.toContain("eyJ");
    expect(stored).not.toContain(username);
    const revoked = one.page.waitForResponse((response) =>
      Boolean(response.request().headers()["x-amz-target"]?.endsWith(".RevokeToken")),
    );
    await signOut(one);
    expect((await revoked).status()).toBe(200);
    await expect.poll(() => tokens).toHaveLength(1);
    await expect(renew(tokens[0])).resolves.toMatchObject({ __type: "NotAuthorizedException" });
  });

  test("a wrong password and a network that is away have each their own words", async () => {
    const username = await aUser();
    const one = await browser.open();
    expectRefusals(one);
    one.expected.push("ERR_FAILED");
    await send(one, "Sign in");
    await expectFocus(email(one));
    await one.page.getByText("Type your e-mail address.").waitFor();
    await fillIn(one, username, "wrong");
    await one.page.getByRole("alert").getByText("The e-mail address or the password is wrong.").waitFor();
    await expectAccessible(one);
    await fillIn(one, "nobody@example.com");
    await one.page.getByText("The e-mail address or the password is wrong.").waitFor();
    await one.page.route(`${stack().endpoint_url}/`, (route) => route.abort());
    await send(one, "Sign in");
    await one.page.getByText("No connection. Check your network, then try again.").waitFor();
    await one.page.unroute(`${stack().endpoint_url}/`);
    await fillIn(one, username);
    await navigation(one);
  });

  test("with the keyboard alone, and the password can be shown", async () => {
    const username = await aUser();
    const one = await browser.open();
    const { page } = one;
    await email(one).focus();
    await page.keyboard.type(username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => password(one).getAttribute("type")).toBe("text");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect.poll(() => page.getByLabel("Stay signed in on this device").isChecked()).toBe(true);
    await page.keyboard.press("Enter");
    await navigation(one);
  });

  test("a temporary password is replaced at the first sign-in", async () => {
    const username = await aUser({ temporary: true });
    const one = await browser.open();
    await fillIn(one, username);
    await one.page.getByRole("heading", { name: "Choose your password" }).waitFor();
    await expectFocus(newPassword(one));
    await newPassword(one).fill("too short");
    await send(one, "Save and sign in");
    await one.page.getByText("This password does not keep all the rules below.").waitFor();
    await expectAccessible(one);
    await picture(one, "session-first-password");
    await newPassword(one).fill("Another-horse-8");
    await send(one, "Save and sign in");
    await navigation(one);
    await signOut(one);
    await fillIn(one, username, "Another-horse-8");
    await navigation(one);
  });

  test("a forgotten password is replaced with the code that was sent", async () => {
    const username = await aUser();
    const one = await browser.open();
    expectRefusals(one);
    await email(one).fill(username);
    await send(one, "Forgot your password?");
    await send(one, "Send the code");
    await one.page.getByRole("heading", { name: "Choose a new password" }).waitFor();
    await expectAccessible(one);
    await code(one).fill("000000");
    await newPassword(one).fill("Another-horse-8");
    await send(one, "Save and sign in");
    await one.page.getByText("This is not the right code.").waitFor();
    await expectFocus(code(one));
    await send(one, "Send the code again");
    await one.page.getByText("The code is on its way to").waitFor();
    await code(one).fill(` ${RESET_CODE.slice(0, 3)} ${RESET_CODE.slice(3)}`);
    await send(one, "Save and sign in");
    await navigation(one);
  });

  test("a password that an administrator has reset leads to the code", async () => {
    const username = await aUser();
    await resetPassword(username);
    const one = await browser.open();
    expectRefusals(one);
    await fillIn(one, username);
    await one.page.getByRole("heading", { name: "Choose a new password" }).waitFor();
  });
});

describe("a new account", () => {
  test("is created where the deployment allows it, and confirmed with the code that was sent", async () => {
    const username = `new-${randomUUID()}@example.com`;
    const one = await browser.open();
    expectRefusals(one);
    await send(one, "Create an account");
    await expectAccessible(one);
    await picture(one, "session-sign-up");
    await email(one).fill(username);
    await newPassword(one).fill(PASSWORD);
    await send(one, "Create the account");
    await one.page.getByText(`We sent a code to ${username}.`).waitFor();
    // Somebody who comes back later goes on here.
    await send(one, "Back to the sign-in");
    await fillIn(one, username);
    await one.page.getByRole("heading", { name: "Confirm your e-mail address" }).waitFor();
    await code(one).fill(SIGN_UP_CODE);
    await send(one, "Confirm and sign in");
    await navigation(one);
  });

  test("is not offered where the deployment does not allow it", async () => {
    const one = await browser.open();
    await one.page.getByRole("button", { name: "Create an account" }).waitFor();
    await one.page.route("**/.well-known/malote", async (route) => {
      const response = await route.fetch();
      const { features, ...description } = await response.json();
      const others = features.filter((name: string) => name !== "sign-up");
      expect(others).toHaveLength(features.length - 1);
      await route.fulfill({ response, json: { ...description, features: others } });
    });
    await one.page.reload();
    await email(one).waitFor();
    expect(await one.page.getByRole("button", { name: "Create an account" }).count()).toBe(0);
  });
});
