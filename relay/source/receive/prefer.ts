/** Whether a request prefers an asynchronous response (RFC 7240, section 4.1). Other preferences are ignored. */
export const prefersAsync = (header: string | undefined): boolean =>
  (header ?? "").split(",").some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference));
