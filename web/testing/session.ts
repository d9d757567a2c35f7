import { randomUUID } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Locator } from "playwright-core";
import { expect, inject } from "vitest";
import type { Opened } from "./browser.ts";

// What the tests of sign-in and sessions share: people in the pool, the forms of the page, and what Cognito is asked.

// The emulator sends no e-mail: its codes are always these.
export const SIGN_UP_CODE = "123456";
export const RESET_CODE = "654321";
export const PASSWORD = "Correct-horse-7";

export const stack = () => inject("pageStack");

/** One client for each use, so that none is left open. */
const withCognito = async (
  work: (cognito: CognitoIdentityProviderClient) => Promise<unknown>,
): Promise<void> => {
  const { endpoint_url, region, access_key_id, secret_access_key } = stack();
  const cognito = new CognitoIdentityProviderClient({
    endpoint: endpoint_url,
    region,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  });
  await work(cognito);
  cognito.destroy();
};

/** A user with an address of their own, whose password is permanent unless it is `temporary`. */
export const aUser = async ({ temporary = false } = {}): Promise<string> => {
  const Username = `ana-${randomUUID()}@example.com`;
  const UserPoolId = stack().user_pool_id;
  await withCognito(async (cognito) => {
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
  });
  return Username;
};

/** As an administrator resets a password: the person needs a code. */
export const resetPassword = (Username: string): Promise<void> =>
  withCognito((cognito) =>
    cognito.send(new AdminResetUserPasswordCommand({ UserPoolId: stack().user_pool_id, Username })),
  );

/** Ends a session from elsewhere. */
export const revoke = (Token: string | undefined): Promise<void> =>
  withCognito((cognito) => cognito.send(new RevokeTokenCommand({ Token, ClientId: stack().client_id })));

export const email = ({ page }: Opened) => page.getByLabel("E-mail");
export const password = ({ page }: Opened) => page.getByLabel("Password", { exact: true });
export const newPassword = ({ page }: Opened) => page.getByLabel("New password", { exact: true });
export const code = ({ page }: Opened) => page.getByLabel("Code", { exact: true });
export const send = ({ page }: Opened, name: string) =>
  page.getByRole("button", { name, exact: true }).click();
export const navigation = ({ page }: Opened) => page.getByRole("navigation").waitFor();

export const fillIn = async (one: Opened, username: string, word = PASSWORD) => {
  await email(one).fill(username);
  await password(one).fill(word);
  await send(one, "Sign in");
};
export const goTo = ({ page }: Opened, hash: string) => page.evaluate((to) => location.assign(to), hash);
export const signOut = async (one: Opened) => {
  await goTo(one, "#/account");
  await send(one, "Sign out");
  await email(one).waitFor();
};
/** What has the focus gets it in an effect, a moment after it is there. */
export const expectFocus = (field: Locator): Promise<void> =>
  expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);

/** Cognito's refusals are errors on the console, which nothing on a page can prevent. */
export const expectRefusals = (one: Opened) => one.expected.push("400 (Bad Request)");

/** Everything that the browser keeps for the page. */
export const storageOf = ({ page }: Opened) =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));

/** The session that the browser keeps, as text. */
export const keptBy = async (one: Opened): Promise<string | undefined> =>
  (await storageOf(one)).local[`malote.session.${stack().client_id}`];

/** The refresh tokens that Cognito gives to the page, in their order. */
export const refreshTokens = ({ page }: Opened): string[] => {
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
export const callsOf = ({ page }: Opened, operation: string) => {
  let count = 0;
  page.on("request", (request) => {
    if (request.headers()["x-amz-target"]?.endsWith(`.${operation}`)) count++;
  });
  return () => count;
};

/** Signs a new person in, who chooses to stay signed in. Returns their name. */
export const staying = async (one: Opened) => {
  const username = await aUser();
  await one.page.getByLabel("Stay signed in on this device").check();
  await fillIn(one, username);
  await navigation(one);
  return username;
};

/** What Cognito responds to a renewal. */
export const renew = async (RefreshToken: string | undefined): Promise<unknown> => {
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
