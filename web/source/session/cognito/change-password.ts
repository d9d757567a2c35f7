import { callCognito } from "./call-cognito.ts";
import type { Pool } from "./pool.ts";

/** @throws CognitoError `NotAuthorizedException` if `current` is not the password */
export const changePassword = async (
  pool: Pool,
  access: string,
  { current, next }: { current: string; next: string },
): Promise<void> => {
  await callCognito(pool, "ChangePassword", {
    AccessToken: access,
    PreviousPassword: current,
    ProposedPassword: next,
  });
};
