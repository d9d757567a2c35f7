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
      /** With it, the sign-in uses SRP, as apps do. Without it, the password is sent; the app client must allow that. */
      userPoolId: string | undefined;
      /** Cognito's endpoint. */
      cognito: string;
    };

const HOW = `Set MALOTE_USERNAME, MALOTE_PASSWORD, MALOTE_CLIENT_ID and MALOTE_USER_POOL_ID (the last two are
the outputs UserPoolClientId and UserPoolId of the stack), or set a token as MALOTE_ID_TOKEN.`;

/** The stack that npm start runs, if `url` is its API. */
const localStack = async (url: string, home: string) => {
  const stack = await readStackJson(home);
  return stack?.api_url === url ? stack : undefined;
};

/** The origin of a page that the deployment lets call its routes. The local stack accepts only the pages it knows. */
export const readOrigin = async (url: string, home = stateHome): Promise<string> =>
  (await localStack(url, home))?.allowed_origins[0] ?? "https://app.example.com";

/**
 * Reads the account and the way to sign in from the environment, or from .malote/stack.json for the local stack's URL.
 * @throws Trouble (exit code 2) with the names of the missing variables
 */
export const readAccess = async (
  url: string,
  environment: NodeJS.ProcessEnv = process.env,
  home = stateHome,
): Promise<Access> => {
  const given = (name: string) => environment[`MALOTE_${name}`] || undefined;
  const token = given("ID_TOKEN");
  if (token) return { kind: "token", token };
  const local = await localStack(url, home);
  const username = given("USERNAME") ?? local?.demo.username;
  const password = given("PASSWORD") ?? local?.demo.password;
  const clientId = given("CLIENT_ID") ?? local?.client_id;
  const userPoolId = given("USER_POOL_ID") ?? (given("REGION") ? undefined : local?.user_pool_id);
  const missing = Object.entries({ USERNAME: username, PASSWORD: password, CLIENT_ID: clientId })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `MALOTE_${name}`);
  if (!username || !password || !clientId) {
    throw new Trouble(`Not set: ${missing.join(", ")}. ${HOW}`, { exitCode: 2 });
  }
  // A pool's id begins with its region: us-east-1_AbCdEfGhI
  const region = given("REGION") ?? userPoolId?.split("_")[0];
  if (!region) throw new Trouble(`Not set: MALOTE_USER_POOL_ID. ${HOW}`, { exitCode: 2 });
  const cognito =
    given("COGNITO_URL") ?? local?.endpoint_url ?? `https://cognito-idp.${region}.amazonaws.com/`;
  return { kind: "account", username, password, clientId, userPoolId, cognito };
};
