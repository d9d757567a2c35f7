import { readStackJson } from "../local/stack/stack-json.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { stateHome } from "../tools/paths.ts";

/** How the smoke test gets its ID token. */
export type Access =
  | { kind: "token"; token: string }
  | {
      kind: "account";
      username: string;
      password: string;
      clientId: string;
      /** With it SRP, as apps sign in; without it the password as it is, where the app client takes that. */
      userPoolId: string | undefined;
      /** Where Cognito answers. */
      cognito: string;
    };

const HOW = `Say who signs in: MALOTE_USERNAME, MALOTE_PASSWORD, MALOTE_CLIENT_ID and MALOTE_USER_POOL_ID
(outputs UserPoolClientId and UserPoolId of the stack), or hand over a token as MALOTE_ID_TOKEN.`;

/**
 * Who signs in, and how: from the environment, or from .malote/stack.json where the URL is the local stack's.
 * @throws Trouble (exit code 2) that names what is missing
 */
export const readAccess = async (
  url: string,
  environment: NodeJS.ProcessEnv = process.env,
  home = stateHome,
): Promise<Access> => {
  const given = (name: string) => environment[`MALOTE_${name}`] || undefined;
  const token = given("ID_TOKEN");
  if (token) return { kind: "token", token };
  const stack = await readStackJson(home);
  const local = stack?.api_url === url ? stack : undefined;
  const username = given("USERNAME") ?? local?.demo.username;
  const password = given("PASSWORD") ?? local?.demo.password;
  const clientId = given("CLIENT_ID") ?? local?.client_id;
  const userPoolId = given("USER_POOL_ID") ?? (given("REGION") ? undefined : local?.user_pool_id);
  const missing = Object.entries({ USERNAME: username, PASSWORD: password, CLIENT_ID: clientId })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `MALOTE_${name}`);
  if (!username || !password || !clientId) {
    throw new Trouble(`${missing.join(", ")} not set. ${HOW}`, { exitCode: 2 });
  }
  // A pool's id begins with its region: us-east-1_AbCdEfGhI
  const region = given("REGION") ?? userPoolId?.split("_")[0];
  if (!region) throw new Trouble(`MALOTE_USER_POOL_ID not set. ${HOW}`, { exitCode: 2 });
  const cognito =
    given("COGNITO_URL") ?? local?.endpoint_url ?? `https://cognito-idp.${region}.amazonaws.com/`;
  return { kind: "account", username, password, clientId, userPoolId, cognito };
};
