import { callCognito } from "./call-cognito.ts";
import type { Pool } from "./pool.ts";

/** Whether a sign-in asks for a code of an authenticator app. @throws CognitoError */
export const hasTotp = async (pool: Pool, access: string): Promise<boolean> => {
  const { UserMFASettingList = [] } = await callCognito<{ UserMFASettingList?: string[] }>(pool, "GetUser", {
    AccessToken: access,
  });
  return UserMFASettingList.includes("SOFTWARE_TOKEN_MFA");
};

/** Begins to set an authenticator app up. Returns the secret for the app, in Base32. @throws CognitoError */
export const startTotp = async (pool: Pool, access: string): Promise<string> =>
  (await callCognito<{ SecretCode: string }>(pool, "AssociateSoftwareToken", { AccessToken: access }))
    .SecretCode;

/** Ends what startTotp() began, with a code that the app shows. @throws CognitoError for another code */
export const verifyTotp = async (pool: Pool, access: string, code: string): Promise<void> => {
  await callCognito(pool, "VerifySoftwareToken", { AccessToken: access, UserCode: code });
};

/** Whether sign-ins ask for a code from now on. @throws CognitoError */
export const preferTotp = async (pool: Pool, access: string, enabled: boolean): Promise<void> => {
  await callCognito(pool, "SetUserMFAPreference", {
    AccessToken: access,
    SoftwareTokenMfaSettings: { Enabled: enabled, PreferredMfa: enabled },
  });
};
