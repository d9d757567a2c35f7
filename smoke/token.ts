/** What an ID token says about its account. The service verifies tokens; here they are only read. */
const claimsOf = (token: string): { sub: string; "cognito:groups"?: string[] } =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** The id of the account. */
export const subOf = (token: string): string => claimsOf(token).sub;

export const isOperator = (token: string): boolean =>
  claimsOf(token)["cognito:groups"]?.includes("operators") ?? false;
