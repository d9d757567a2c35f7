import { createHmac, randomUUID } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { continueAs, expectAccessible, type Opened, picture, startBrowser } from "./browser.ts";

// The emulator sends no e-mail: its codes are always these.
const SIGN_UP_CODE = "123456";
const RESET_CODE = "654321";
const PASSWORD = "Correct-horse-7";

const stack = () => inject("pageStack");
let browser: Awaited<ReturnType<typeof startBrowser>>;
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  const { endpoint_url, region, access_key_id, secret_access_key } = stack();
  cognito = new CognitoIdentityProviderClient({
    endpoint: endpoint_url,
    region,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  });
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(async () => {
  await browser?.close();
  cognito?.destroy();
});

/** A user with an address of their own, whose password is permanent unless it is `temporary`. */
const aUser = async ({ temporary = false } = {}): Promise<string> => {
  const Username = `ana-${randomUUID()}@example.com`;
  const UserPoolId = stack().user_pool_id;
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      TemporaryPassword: PASSWORD,
      UserAttributes: [
        { Name: "email", Value: Username },
        { Name: "email_verified", Value: "true" },
      ],
    }),
  );
  if (!temporary)
    await cognito.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
    );
  return Username;
};

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

const email = ({ page }: Opened) => page.getByLabel("E-mail");
const password = ({ page }: Opened) => page.getByLabel("Password", { exact: true });
const newPassword = ({ page }: Opened) => page.getByLabel("New password", { exact: true });
const code = ({ page }: Opened) => page.getByLabel("Code", { exact: true });
const send = ({ page }: Opened, name: string) => page.getByRole("button", { name, exact: true }).click();
const navigation = ({ page }: Opened) => page.getByRole("navigation").waitFor();

const fillIn = async (one: Opened, username: string, word = PASSWORD) => {
  await email(one).fill(username);
  await password(one).fill(word);
  await send(one, "Sign in");
};
const goTo = ({ page }: Opened, hash: string) => page.evaluate((to) => location.assign(to), hash);
const signOut = async (one: Opened) => {
  await goTo(one, "#/account");
  await send(one, "Sign out");
  await email(one).waitFor();
};
/** Cognito's refusals are errors on the console, which nothing on a page can prevent. */
const expectRefusals = (one: Opened) => one.expected.push("400 (Bad Request)");

/** Everything that the browser keeps for the page. */
const storageOf = ({ page }: Opened) =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));

/** The refresh tokens that Cognito gives to the page, in their order. */
const refreshTokens = ({ page }: Opened): string[] => {
  const found: string[] = [];
  page.on("response", async (response) => {
    if (!response.url().startsWith(stack().endpoint_url) || response.request().method() !== "POST") return;
    const text = await response.text().catch(() => "");
    const [, token] = text.match(/"RefreshToken": ?"([^"]+)"/) ?? [];
    if (token !== undefined) found.push(token);
  });
  return found;
};

/** How often the page calls an operation of Cognito. */
const callsOf = ({ page }: Opened, operation: string) => {
  let count = 0;
  page.on("request", (request) => {
    if (request.headers()["x-amz-target"]?.endsWith(`.${operation}`)) count++;
  });
  return () => count;
};

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
    expect(tokens).toHaveLength(1);
    await expect(renew(tokens[0])).resolves.toMatchObject({ __type: "NotAuthorizedException" });
  });

  test("a wrong password and a network that is away have each their own words", async () => {
    const username = await aUser();
    const one = await browser.open();
    expectRefusals(one);
    one.expected.push("ERR_FAILED");
    await send(one, "Sign in");
    expect(await email(one).evaluate((input) => input === document.activeElement)).toBe(true);
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
    expect(await password(one).getAttribute("type")).toBe("text");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await page.getByLabel("Stay signed in on this device").isChecked()).toBe(true);
    await page.keyboard.press("Enter");
    await navigation(one);
  });

  test("a temporary password is replaced at the first sign-in", async () => {
    const username = await aUser({ temporary: true });
    const one = await browser.open();
    await fillIn(one, username);
    await one.page.getByRole("heading", { name: "Choose your password" }).waitFor();
    expect(await newPassword(one).evaluate((input) => input === document.activeElement)).toBe(true);
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
    expect(await code(one).evaluate((input) => input === document.activeElement)).toBe(true);
    await send(one, "Send the code again");
    await one.page.getByText("The code is on its way to").waitFor();
    await code(one).fill(` ${RESET_CODE.slice(0, 3)} ${RESET_CODE.slice(3)}`);
    await send(one, "Save and sign in");
    await navigation(one);
  });

  test("a password that an administrator has reset leads to the code", async () => {
    const username = await aUser();
    await cognito.send(
      new AdminResetUserPasswordCommand({ UserPoolId: stack().user_pool_id, Username: username }),
    );
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
    expect(await newPassword(one).inputValue()).toBe("");
    await signOut(one);
    await fillIn(one, username, "Another-horse-8");
    await navigation(one);
  });
});

describe("a session", () => {
  const staying = async (one: Opened) => {
    const username = await aUser();
    await one.page.getByLabel("Stay signed in on this device").check();
    await fillIn(one, username);
    await navigation(one);
    return username;
  };

  test("survives a reload only if the person chose to stay, and then nothing but the refresh token is kept", async () => {
    const one = await browser.open();
    const { page } = one;
    await fillIn(one, await aUser());
    await navigation(one);
    await page.reload();
    await email(one).waitFor();

    const username = await staying(one);
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
    expect((await storageOf(one)).local[`malote.session.${stack().client_id}`]).toBeUndefined();
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
    expect((await storageOf(one)).local[`malote.session.${stack().client_id}`]).toBeUndefined();
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
    expect(await dialog.getByLabel("E-mail").inputValue()).toBe(username);
    const typed = dialog.getByLabel("Password", { exact: true });
    expect(await typed.evaluate((input) => input === document.activeElement)).toBe(true);
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
    await revoke(tokens[0]);
    await one.page.clock.fastForward("58:00");
    for (const tab of [one.page, page]) {
      await tab.getByRole("button", { name: "Set up" }).click();
      await tab.getByRole("dialog", { name: "Sign in again" }).waitFor();
    }
    await one.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await one.page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
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
    await email(one).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect((await storageOf(one)).local[`malote.session.${stack().client_id}`]).toBeUndefined();
  });
});

const revoke = (Token: string | undefined) =>
  cognito.send(new RevokeTokenCommand({ Token, ClientId: stack().client_id }));

/** What Cognito responds to a renewal. */
const renew = async (RefreshToken: string | undefined): Promise<unknown> => {
  const response = await fetch(stack().endpoint_url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.GetTokensFromRefreshToken",
    },
    body: JSON.stringify({ RefreshToken, ClientId: stack().client_id }),
  });
  return response.json();
};

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
  expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("light");
});
