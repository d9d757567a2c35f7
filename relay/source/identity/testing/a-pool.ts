import { generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const POOL_ID = "eu-west-1_AbCdEfGhI";
export const CLIENT_ID = "1example23456789";
export const SUB = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  jwk: JsonWebKey & { kid: string };
}

export const aKey = (kid: string): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
  return { kid, privateKey, jwk };
};

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An ID token as Cognito makes it. `changes` replace claims. */
export const aToken = (
  key: SigningKey,
  changes: Record<string, unknown> = {},
  header: object = {},
): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: SUB,
    iss: `https://cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`,
    aud: CLIENT_ID,
    token_use: "id",
    iat: now,
    exp: now + 3600,
    ...changes,
  };
  const signed = `${encoded({ alg: "RS256", kid: key.kid, ...header })}.${encoded(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key.privateKey).toString("base64url")}`;
};

/** An HTTP server on this machine in place of Cognito. */
export const aServer = async (respond: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** Log lines, as one text each. */
export const aLog = () => {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { lines, info: write, warn: write, error: write };
};
