import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser } from "./browser.ts";
import {
  aUser,
  callsOf,
  email,
  expectFocus,
  expectRefusals,
  fillIn,
  goTo,
  keptBy,
  navigation,
  PASSWORD,
  RESET_CODE,
  refreshTokens,
  revoke,
  send,
  staying,
} from "./session.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

describe("a session", () => {
  test("is renewed before its token expires, once, without a word", async () => {
    const one = await browser.open();
    await one.page.clock.install();
    await fillIn(one, await aUser());
    await navigation(one);
    const renewals = callsOf(one, "GetTokensFromRefreshToken");
    await goTo(one, "#/account");
    await one.page.getByText("Off. A code of an app").waitFor();
    expect(renewals()).toBe(0);
    await one.page.clock.fastForward("57:00");
    await goTo(one, "#/");
    await goTo(one, "#/account");
    await one.page.getByText("Off. A code of an app").waitFor();
    expect(renewals()).toBe(1);
  });

  test("that was revoked asks for the password over the view, which goes on as it was", async () => {
    const username = await aUser();
    const one = await browser.open();
    const { page } = one;
    expectRefusals(one);
    const tokens = refreshTokens(one);
    await page.clock.install();
    await fillIn(one, username);
    await navigation(one);
    await goTo(one, "#/account");
    await page.getByText("Off. A code of an app").waitFor();
    await page.getByLabel("Current password").fill("half typed");
    await expect.poll(() => tokens.length).toBe(1);
    await revoke(tokens[0]);
    await page.clock.fastForward("58:00");
    await send(one, "Set up");

    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await dialog.waitFor();
    await expectAccessible(one);
    await picture(one, "session-ended");
    // Chromium lets the second Escape close any dialog.
    for (let count = 0; count < 3; count++) await page.keyboard.press("Escape");
    await expect.poll(() => dialog.getByLabel("E-mail").inputValue()).toBe(username);
    const typed = dialog.getByLabel("Password", { exact: true });
    await expectFocus(typed);
    await typed.fill(PASSWORD);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    // What waited for a token goes on, and what was on the view is still there.
    await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
    expect(await page.getByLabel("Current password").inputValue()).toBe("half typed");
  });

  test("that begins again in one tab goes on in the others", async () => {
    const one = await browser.open();
    expectRefusals(one);
    const tokens = refreshTokens(one);
    await one.page.clock.install();
    await staying(one);
    const page = await one.context.newPage();
    await page.goto(one.page.url());
    await page.evaluate(() => location.assign("#/account"));
    await page.getByText("Off. A code of an app").waitFor();
    await goTo(one, "#/account");
    await one.page.getByText("Off. A code of an app").waitFor();
    await expect.poll(() => tokens.length).toBeGreaterThan(0);
    await revoke(tokens[0]);
    await one.page.clock.fastForward("58:00");
    for (const tab of [one.page, page]) {
      await tab.getByRole("button", { name: "Set up" }).click();
      await tab.getByRole("dialog", { name: "Sign in again" }).waitFor();
    }
    const dialog = one.page.getByRole("dialog");
    await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("that was revoked goes on only for the same person", async () => {
    const one = await browser.open();
    const { page } = one;
    expectRefusals(one);
    const tokens = refreshTokens(one);
    await page.clock.install();
    const username = await aUser();
    const other = await aUser();
    await fillIn(one, username);
    await navigation(one);
    await expect.poll(() => tokens.length).toBe(1);
    await revoke(tokens[0]);
    await page.clock.fastForward("58:00");
    await goTo(one, "#/account");
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await dialog.getByRole("button", { name: "Forgot your password?" }).click();
    // The way by a new password has a field for the address.
    await dialog.getByLabel("E-mail").fill(other);
    await dialog.getByRole("button", { name: "Send the code" }).click();
    await dialog.getByLabel("Code", { exact: true }).fill(RESET_CODE);
    await dialog.getByLabel("New password", { exact: true }).fill("Another-horse-8");
    await dialog.getByRole("button", { name: "Save and sign in" }).click();
    await dialog.getByText(`That is another account. Sign in as ${username} to go on`).waitFor();
  });

  test("that was revoked can be left", async () => {
    const one = await browser.open();
    const { page } = one;
    expectRefusals(one);
    const tokens = refreshTokens(one);
    await page.clock.install();
    await staying(one);
    await goTo(one, "#/account");
    await page.getByText("Off. A code of an app").waitFor();
    await expect.poll(() => tokens.length).toBe(1);
    await revoke(tokens[0]);
    await page.clock.fastForward("58:00");
    await send(one, "Set up");
    await send(one, "Sign out instead");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await email(one).waitFor();
    await expect.poll(() => keptBy(one)).toBeUndefined();
  });
});
