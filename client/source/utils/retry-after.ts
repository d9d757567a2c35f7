/** Seconds of Retry-After. Undefined if there is none, or a date, which this device's clock may misjudge. */
export const retryAfterOf = (headers: Headers): number | undefined => {
  const seconds = Number.parseInt(headers.get("Retry-After") ?? "", 10);
  return seconds >= 0 ? seconds : undefined;
};
