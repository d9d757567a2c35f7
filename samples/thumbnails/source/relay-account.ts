import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as v from "valibot";

const Account = v.object({
  username: v.pipe(v.string(), v.minLength(1)),
  password: v.pipe(v.string(), v.minLength(1)),
});
export type Account = v.InferOutput<typeof Account>;

/**
 * The account of the relay, from a secret such as `{"username": "…", "password": "…"}`. The secret is read once, and again only
 * after a failure. No error holds a part of it.
 */
export const relayAccount = (secrets: SecretsManagerClient, secretArn: string): (() => Promise<Account>) => {
  let read: Promise<Account> | undefined;
  const readSecret = async (): Promise<Account> => {
    const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const { success, output } = v.safeParse(Account, parse(SecretString));
    if (success) return output;
    throw new Error(`The secret ${secretArn} must be JSON with the members "username" and "password".`);
  };
  return () => {
    read ??= readSecret().catch((error: unknown) => {
      read = undefined;
      throw error;
    });
    return read;
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
