import { UsageError } from "../exit.ts";

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/** The URL of a service, without a slash at its end. Tokens go there, so it must be HTTPS, or this machine. @throws UsageError */
export const serviceUrl = (text: string): string => {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new UsageError(
      "The URL of the service looks like https://abc123.execute-api.eu-west-1.amazonaws.com/v1 (the output ApiUrl of its stack).",
    );
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname))
    throw new UsageError(`${url.origin} is not encrypted. Use https://.`);
  return url.href.replace(/\/+$/, "");
};
