import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, upload, waitFor } from "malote/node";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createIdentity, type Identity } from "../../relay/source/identity/index.ts";
import { refresh } from "../../relay/source/identity/own/refresh.ts";
import { signIn as signInWithSrp } from "../../relay/source/identity/own/sign-in.ts";
import { poolOf } from "../../relay/source/identity/pool/pool.ts";
import { readSettings } from "../../relay/source/settings/index.ts";
import { createUser, subOf } from "./people.ts";
import { call, signIn, until } from "./service.ts";

// The relay's settings and identities against the deployed template and the emulator's Cognito.

const stack = inject("stack");
let home: string;
const lines: string[] = [];
const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
const log = { info: write, warn: write, error: write };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "malote-relay-identity-"));
  // As npm start leaves it.
  await writeFile(join(home, "stack.json"), JSON.stringify(stack));
});
afterAll(() => rm(home, { recursive: true }));

const aRelay = (describe?: () => Promise<never>) => {
  const settings = readSettings({}, [], home);
  const identity: Identity = createIdentity({
    settings,
    describe: describe ?? (() => malote.describe()),
    log,
  });
  const malote = connect({ url: settings.service, token: identity.token });
  return { ...identity, malote };
};
const outage = async (): Promise<never> => {
  throw new Error("the line is down");
};

test("without a setting, the relay signs in with SRP and uploads on behalf of the caller that it verified", async () => {
  const { verify, malote, fault } = aRelay();
  const token = await createUser("served");
  const { sub } = await verify(`Bearer ${token}`);
  expect(sub).toBe(subOf(token));

  const file = new File(["sent by a relay"], "relayed.txt", { type: "text/plain" });
  const { file_id } = await upload(malote, file, { onBehalfOf: sub });
  await waitFor(malote, file_id, { timeout: 30_000 });

  expect(fault()).toBeUndefined();
  await until(
    () => call("GET", `/files/${file_id}`, { token }),
    ({ body }) => body["status"] === "completed" && body["uploaded_by"] !== undefined,
  );
  expect(lines.join()).not.toContain(token);
  expect(lines.join()).not.toContain(stack.relay.password);
});

test("a caller is verified during an outage with what an earlier run left on disk, and others are refused", async () => {
  const earlier = aRelay();
  const { IdToken, AccessToken } = await signIn(stack.demo.username, stack.demo.password);
  await earlier.verify(IdToken);
  const folder = join(home, "relay", "identity");
  await until(
    () => readdir(folder),
    (names) => names.includes("keys.json") && names.includes("pool.json"),
  );

  const { verify } = aRelay(outage);
  expect(await verify(`Bearer ${IdToken}`)).toEqual({ sub: subOf(IdToken) });
  await expect(verify(`Bearer ${AccessToken}`)).rejects.toMatchObject({ status: 401 });
  const [header, payload, signature = ""] = IdToken.split(".");
  const forged = `${header}.${payload}.${signature.split("").reverse().join("")}`;
  await expect(verify(`Bearer ${forged}`)).rejects.toMatchObject({ status: 401 });
  expect(await readFile(join(folder, "keys.json"), "utf8")).not.toContain(signature);
});

test("its session is renewed with the refresh token, and an account that is no relay is refused by name", async () => {
  const pool = poolOf(stack.api_url, await connect({ url: stack.api_url, token: "none" }).describe());
  if (!pool) throw new Error("the stack describes no pool");
  const account = ({ username, password }: { username: string; password: string }) => ({
    username,
    password: () => password,
  });
  const session = await signInWithSrp(pool, account(stack.relay));
  const renewed = await refresh(pool, stack.relay.username, session.refreshToken);
  expect(subOf(renewed.idToken)).toBe(subOf(session.idToken));
  await expect(refresh(pool, stack.relay.username, "no-refresh-token")).rejects.toMatchObject({
    name: "RefreshRefused",
  });
  await expect(signInWithSrp(pool, account(stack.operator))).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("operator@malote.local is not a member of the group relays"),
  });
  await expect(
    signInWithSrp(pool, account({ ...stack.relay, password: "Wrong-password-1" })),
  ).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("cannot sign in") });
});
