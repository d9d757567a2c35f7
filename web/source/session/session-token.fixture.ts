/** An ID token as Cognito's, with a signature that nobody checks here. Times in seconds since 1970. */
export const anIdToken = (claims: Record<string, unknown> = {}): string => {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_");
  return `${part({ alg: "RS256" })}.${part({ sub: "sub-1", email: "ana@example.com", iat: 1000, exp: 4600, ...claims })}.c2ln`;
};
