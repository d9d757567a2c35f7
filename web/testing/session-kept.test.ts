import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startBrowser } from "./browser.ts";
import {
  aUser,
  email,
  expectRefusals,
  fillIn,
  keptBy,
  navigation,
  PASSWORD,
  refreshTokens,
  revoke,
  send,
  signOut,
  stack,
  staying,
  storageOf,
} from "./session.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

describe("a session", () => {
  test("survives a reload only if the person chose to stay, and then nothing but the refresh token is kept", async () => {
    const one = await browser.open();
    const { page } = one;
    await fillIn(one, await aUser());
    await navigation(one);
    await page.reload();
    await email(one).waitFor();

    const username = await staying(one);
    await expect.poll(() => keptBy(one)).toBeDefined();
    const stored = await storageOf(one);
    const kept = stored.local[`malote.session.${stack().client_id}`] ?? "";
    expect(JSON.parse(kept)).toEqual({ username, refresh: expect.stringMatching(/^eyJ/) });
    const others = JSON.stringify(stored).replace(JSON.stringify(kept), "");
    expect(others).not.toContain("eyJ");
    expect(others).not.toContain(username);
    expect(JSON.stringify(stored)).not.toContain(PASSWORD);

    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.querySelector('input[type="password"]'))
          document.documentElement.dataset["flash"] = "yes";
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await navigation(one);
    expect(await page.evaluate(() => document.documentElement.dataset["flash"])).toBeUndefined();

    await signOut(one);
    await expect.poll(() => keptBy(one)).toBeUndefined();
    await page.reload();
    await email(one).waitFor();
  });

  test("that was kept and has been revoked since leads to the form, with the reason", async () => {
    const one = await browser.open();
    expectRefusals(one);
    const tokens = refreshTokens(one);
    await staying(one);
    await expect.poll(() => tokens.length).toBe(1);
    await revoke(tokens[0]);
    await one.page.reload();
    await one.page.getByText("You have been away for long, or signed out elsewhere.").waitFor();
    await expect.poll(() => keptBy(one)).toBeUndefined();
  });

  test("is restored when the network is back", async () => {
    const one = await browser.open();
    one.expected.push("ERR_FAILED");
    await staying(one);
    await one.page.route(`${stack().endpoint_url}/`, (route) => route.abort());
    await one.page.reload();
    await one.page.getByText("The service cannot be reached.").waitFor();
    await one.page.unroute(`${stack().endpoint_url}/`);
    await send(one, "Try again");
    await navigation(one);
  });

  test("ends in every tab in which it was kept", async () => {
    const one = await browser.open();
    await staying(one);
    const page = await one.context.newPage();
    await page.goto(one.page.url());
    await page.getByRole("navigation").waitFor();
    await signOut(one);
    await page.getByLabel("E-mail").waitFor();
  });
});
