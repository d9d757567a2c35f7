/** A Content-Security-Policy: the values of each directive. */
export type Policy = ReadonlyMap<string, readonly string[]>;

export const parsePolicy = (text: string): Policy =>
  new Map(
    text.split(";").map((directive) => {
      const [name = "", ...values] = directive.trim().split(/\s+/);
      return [name, values];
    }),
  );

/** The policy in index.html, which page:deploy writes with the exact hosts of the deployment. */
export const policyOf = (html: string): Policy =>
  parsePolicy(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? "");

/** What the policy of the headers must have. No other value may be there. */
const EXACTLY: Record<string, string> = {
  "default-src": "'none'",
  "script-src": "'self'",
  "worker-src": "'self'",
  "style-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** What is wrong with the policy of the headers: a sentence, or undefined. */
export const faultOfHeader = (policy: Policy): string | undefined => {
  for (const [name, value] of Object.entries(EXACTLY)) {
    const found = policy.get(name)?.join(" ");
    if (found !== value) return `${name} should be ${value}, but is ${found ?? "missing"}`;
  }
  return undefined;
};

/** What is wrong with the policy in index.html: a sentence, or undefined. */
export const faultOfMeta = (policy: Policy, apiOrigin: string): string | undefined => {
  const hosts = policy.get("connect-src") ?? [];
  if (!hosts.includes(apiOrigin)) return `connect-src in index.html should name ${apiOrigin}`;
  const wide = [...policy.values()].flat().find((value) => value.includes("*"));
  return wide && `${wide} in index.html should be the name of one host`;
};
