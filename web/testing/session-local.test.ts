import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { continueAs, expectAccessible, picture, startBrowser } from "./browser.ts";
import { aUser, email, expectRefusals, goTo, PASSWORD, send, stack } from "./session.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

describe("on the local stack", () => {
  test("each account is one click, and its account view says why there is no password", async () => {
    const one = await browser.open();
    await expectAccessible(one);
    await picture(one, "session-sign-in");
    await continueAs(one, "operator");
    await one.page.getByRole("link", { name: "Operations" }).waitFor();
    await goTo(one, "#/account");
    await one.page.getByText("operator@malote.local").waitFor();
    await one.page.getByText("was entered with one click").waitFor();
    await expectAccessible(one);
    await one.page.getByRole("link", { name: "Try the API" }).click();
    await one.page.getByText("signed in").waitFor();
  });

  test("and in no deployment: its page knows no accounts", async () => {
    const one = await browser.open();
    await one.page.route("**/config.json", (route) => route.fulfill({ json: { api_url: stack().api_url } }));
    await one.page.reload();
    await email(one).waitFor();
    expect(await one.page.getByRole("button", { name: /Continue as/ }).count()).toBe(0);
    await picture(one, "session-deployed");
  });

  test("an address without the key says which address to open", async () => {
    const one = await browser.open();
    await one.page.evaluate(() => sessionStorage.clear());
    await one.page.reload();
    await one.page.getByText("Open the whole address that npm start printed").waitFor();
    expect(await one.page.getByRole("button", { name: "Continue as demo" }).count()).toBe(0);
  });

  test("a key that is not the stack's says so, too", async () => {
    const one = await browser.open();
    one.expected.push("403 (Forbidden)");
    await one.page.evaluate(() => sessionStorage.setItem("key", "0".repeat(32)));
    await one.page.reload();
    await send(one, "Continue as demo");
    await one.page.getByText("Open the whole address that npm start printed").waitFor();
  });
});

test("in Portuguese, dark, and on a phone", async () => {
  const username = await aUser();
  const one = await browser.open("", {
    language: "pt-BR",
    theme: "dark",
    size: { width: 360, height: 740 },
  });
  const { page } = one;
  expectRefusals(one);
  await page.getByRole("button", { name: "Continuar como demo" }).waitFor();
  await page.getByLabel("E-mail").fill(username);
  await page.getByLabel("Senha", { exact: true }).fill("errada");
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await page.getByText("O e-mail ou a senha está errado.").waitFor();
  await expectAccessible(one);
  await picture(one, "session-sign-in-pt");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.getByLabel("Senha", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await page.getByRole("navigation").waitFor();
  await goTo(one, "#/account");
  await page.getByRole("heading", { name: "Sua conta" }).waitFor();
  await page.getByText("Desligado.").waitFor();
  await expectAccessible(one);
  await picture(one, "account-pt");
  await page.getByLabel("Aparência", { exact: true }).selectOption("Clara");
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset["theme"])).toBe("light");
});
