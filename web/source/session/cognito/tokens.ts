/** What a sign-in returns: three JWTs, of which the page reads only the first. */
export interface Tokens {
  /** For the service. Valid for an hour. */
  id: string;
  /** For Cognito's own operations on the account. */
  access: string;
  /** For new tokens. Valid for 30 days unless it is revoked. */
  refresh: string;
}

/** The members of Cognito's AuthenticationResult that are used here. */
export interface AuthenticationResult {
  IdToken: string;
  AccessToken: string;
  /** Only if the pool replaces refresh tokens. */
  RefreshToken?: string;
}
