/** Seconds of Retry-After, which may also be a date. Undefined if there is none. */
export const retryAfterOf = (headers: Headers): number | undefined => {
  const value = headers.get("Retry-After");
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return seconds >= 0 ? seconds : undefined;
};
