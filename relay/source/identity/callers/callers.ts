import { join } from "node:path";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwtExpiredError,
  ParameterValidationError,
} from "aws-jwt-verify/error";
import type { Jwks } from "aws-jwt-verify/jwk";
import type { Problem } from "../../problems/problem.ts";
import type { Callers as CallersSettings } from "../../settings/index.ts";
import type { Log } from "../../types/log.ts";
import type { KnownPool } from "../pool/known-pool.ts";
import type { Pool } from "../pool/pool.ts";
import { KeySet, KeysUnavailable } from "./key-set.ts";
import {
  expiredToken,
  keysUnavailable,
  noToken,
  notServed,
  notValid,
  wrongClient,
  wrongPool,
  wrongUse,
} from "./refusals.ts";

export interface CallersParts {
  callers: CallersSettings;
  pool: KnownPool;
  /** Where the pool's keys are kept. */
  folder: string;
  log: Log;
  now?(): number;
  fetch?(url: string): Promise<Jwks>;
}

export interface Callers {
  /**
   * Who sends a request with this header. Checked once, before the body: a token that expires during an upload does not end
   * the upload.
   * @throws Problem 401, 403; 503 while the pool or its keys are not known
   */
  verify(authorization: string | undefined): Promise<{ sub: string }>;
}

const verifierOf = (pool: Pool, { folder, log, now, fetch }: CallersParts) => {
  const jwksCache = new KeySet({
    pool,
    file: join(folder, "keys.json"),
    log,
    ...(now && { now }),
    ...(fetch && { fetch }),
  });
  const { userPoolId, clientId } = pool;
  return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "id" }, { jwksCache });
};

export const callers = (parts: CallersParts): Callers => {
  const { callers, pool } = parts;
  if (callers.kind === "none") {
    const { owner } = callers;
    return { verify: async () => ({ sub: owner }) };
  }
  const served = callers.actsFor && new Set(callers.actsFor);
  let current: { pool: Pool; verifier: ReturnType<typeof verifierOf> } | undefined;
  /** One verifier for a pool. The pool changes if the description on disk was of an earlier deployment. */
  const verifier = async () => {
    const now = await pool.get();
    if (current?.pool.keysUrl !== now.keysUrl || current.pool.clientId !== now.clientId) {
      current = { pool: now, verifier: verifierOf(now, parts) };
    }
    return current.verifier;
  };
  return {
    verify: async (authorization) => {
      const token = tokenOf(authorization);
      const { sub } = await (await verifier()).verify(token).catch((error: unknown) => {
        throw refusalOf(error);
      });
      if (typeof sub !== "string" || sub === "") throw notValid();
      if (served && !served.has(sub)) throw notServed();
      return { sub };
    },
  };
};

/** The token of the header. The service accepts it without `Bearer`, too. */
const tokenOf = (authorization: string | undefined): string => {
  const [, token] = /^(?:Bearer +)?([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization?.trim() ?? "") ?? [];
  if (token === undefined) throw authorization ? notValid() : noToken();
  return token;
};

/** The errors of aws-jwt-verify hold the token's claims, so they are not the cause of the problem. */
const refusalOf = (error: unknown): Problem => {
  if (error instanceof KeysUnavailable) return keysUnavailable();
  if (error instanceof JwtExpiredError) return expiredToken();
  if (error instanceof CognitoJwtInvalidTokenUseError) return wrongUse();
  if (error instanceof CognitoJwtInvalidClientIdError) return wrongClient();
  // The claim `iss` names none of the pool's issuers.
  if (error instanceof ParameterValidationError) return wrongPool();
  return notValid();
};
