import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../source/command/exit.ts";
import type { Io } from "../source/command/io.ts";
import { run } from "../source/command/program.ts";
import { fakeServer } from "./fake-server.ts";

/** A folder that is deleted after the test. */
export const aFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "malote-command-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

export interface Ran {
  exit: ExitCode;
  out: string[];
  err: string[];
}

/** The command in a folder of its own, with a config folder of its own, and without a terminal. */
export const aWorld = async (changes: Partial<Io> = {}) => {
  const cwd = await aFolder();
  const configFolder = join(await aFolder(), "malote");
  const malote = async (...argv: string[]): Promise<Ran> => {
    const out: string[] = [];
    const err: string[] = [];
    const io: Io = {
      env: {},
      cwd,
      configFolder,
      print: (line) => {
        out.push(line);
        return true;
      },
      warn: (line) => err.push(line),
      writeBytes: async (bytes) => {
        out.push(Buffer.from(bytes).toString());
        return true;
      },
      stdin: async function* () {},
      signal: new AbortController().signal,
      now: Date.now,
      ...changes,
    };
    const exit = await run(argv, io);
    return { exit, out, err };
  };
  return { cwd, configFolder, malote };
};

/** The fake service, and a command that is a machine's with a token for it. */
export const aServedWorld = async (changes: Partial<Io> = {}) => {
  const server = await fakeServer();
  onTestFinished(() => server.close());
  const { service } = server;
  const world = await aWorld({ env: { MALOTE_URL: service.origin, MALOTE_TOKEN: anIdToken() }, ...changes });
  return { service, server, ...world };
};

/** An ID token as Cognito's, with a signature that nobody checks here. Times in seconds since 1970. */
export const anIdToken = (claims: Record<string, unknown> = {}): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const usual = { sub: "sub-1", email: "ana@example.com", iat: now, exp: now + 3600 };
  return `${part({ alg: "RS256" })}.${part({ ...usual, ...claims })}.c2ln`;
};

/** A server in the place of Cognito: each operation has a function of its input. */
export const aCognito = async (
  operations: Record<string, (input: Record<string, unknown>) => { status?: number; body: unknown }>,
) => {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const name = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    calls.push(name);
    const { status = 200, body } = operations[name]?.(JSON.parse(Buffer.concat(pieces).toString())) ?? {
      status: 400,
      body: { __type: "UnknownOperationException", message: name },
    };
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { calls, pool: { user_pool_id: "eu-west-1_AbCdEfGhI", client_id: "client", endpoint } };
};

/** What Cognito responds to the name of an account, before it has seen a proof of the password. */
export const challenge = (ChallengeName: string, ChallengeParameters: object = {}) => ({
  body: { ChallengeName, Session: `session of ${ChallengeName}`, ChallengeParameters },
});
export const SRP = challenge("PASSWORD_VERIFIER", {
  USER_ID_FOR_SRP: "sub-1",
  SRP_B: "abc123".repeat(20),
  SALT: "0123456789abcdef",
  SECRET_BLOCK: btoa("secret"),
});
/** What Cognito responds at the end of a sign-in. */
export const SIGNED_IN = {
  body: {
    AuthenticationResult: { IdToken: anIdToken(), AccessToken: anIdToken(), RefreshToken: "refresh-secret" },
  },
};
