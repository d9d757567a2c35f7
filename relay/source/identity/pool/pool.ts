import type { Description } from "malote/node";

/** The service's user pool, from GET /.well-known/malote. */
export interface Pool {
  userPoolId: string;
  clientId: string;
  /** Cognito's API, with a slash at its end. */
  endpoint: string;
  /** The public keys that the pool signs with. */
  keysUrl: string;
}

const hostOf = (url: string): string | undefined => URL.parse(url)?.hostname;

/**
 * The pool of a description, or undefined if it has none. Only a service of the same host may name another endpoint than
 * AWS: so the local stack is its own Cognito, and no description makes the relay send its password anywhere else.
 */
export const poolOf = (
  service: string,
  { user_pool_id, client_id, endpoint_url }: Description,
): Pool | undefined => {
  const [, region] = /^([a-z]{2,4}(?:-[a-z]+)+-\d+)_[A-Za-z0-9]{1,55}$/.exec(user_pool_id ?? "") ?? [];
  if (region === undefined || user_pool_id === undefined || !/^[\w+]{1,128}$/.test(client_id ?? ""))
    return undefined;
  const aws = `https://cognito-idp.${region}.amazonaws.com`;
  const local =
    endpoint_url !== undefined && hostOf(endpoint_url) === hostOf(service) ? endpoint_url : undefined;
  const endpoint = (local ?? aws).replace(/\/*$/, "");
  return {
    userPoolId: user_pool_id,
    clientId: client_id ?? "",
    endpoint: `${endpoint}/`,
    keysUrl: `${endpoint}/${user_pool_id}/.well-known/jwks.json`,
  };
};
