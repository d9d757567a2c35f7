import type { Description } from "../../types/wire.ts";

/** The user pool of a deployment, and the app client with which people sign in. */
export interface Pool {
  user_pool_id: string;
  client_id: string;
  /** Where Cognito is. On AWS it follows from the region. */
  endpoint: string;
}

/** Undefined if the deployment names none. */
export const poolOf = ({ region, user_pool_id, client_id, endpoint_url }: Description): Pool | undefined => {
  if (user_pool_id === undefined || client_id === undefined) return undefined;
  const [poolRegion = ""] = user_pool_id.split("_");
  const endpoint = endpoint_url ?? `https://cognito-idp.${region ?? poolRegion}.amazonaws.com/`;
  return { user_pool_id, client_id, endpoint };
};
