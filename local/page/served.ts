/** A file that the page's server sends. */
export interface Served {
  file: string;
  type: string;
  /** What the page may load and call, beside what the Content-Security-Policy of every page has. */
  policy: Readonly<Record<string, string>>;
}

/** What CloudFront sends with every file of the page (PageHeaders in template.yaml), so that a test of it shows what it refuses. */
export const PAGE_HEADERS = {
  "Permissions-Policy":
    "camera=(self), microphone=(self), geolocation=(), display-capture=(), payment=(), usb=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Every page may call its own server and the stack. */
export const contentSecurityPolicy = (endpoint: string | undefined, policy: Served["policy"]): string => {
  const directives: Record<string, string> = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": `'self' ${endpoint ?? ""}`.trim(),
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    ...policy,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value.replaceAll("STACK", endpoint ?? "").trim()}`)
    .join("; ");
};
