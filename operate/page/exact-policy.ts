import { Trouble } from "../../tools/command/trouble.ts";
import type { Deployment } from "./deployment.ts";

/**
 * The hosts of one deployment as a Content-Security-Policy. The policy in the headers (PageHeaders in template.yaml) allows
 * every API and every bucket of the region, because CloudFormation cannot name them there. A browser applies both policies,
 * so what remains is this deployment alone.
 */
export const exactPolicy = ({
  apiUrl,
  bucket,
  downloadDomain,
}: Pick<Deployment, "apiUrl" | "bucket" | "downloadDomain">): string => {
  const api = new URL(apiUrl);
  // <id>.execute-api.<region>.amazonaws.com
  const [, region] = api.hostname.split(".execute-api.");
  if (region === undefined) throw new Trouble(`ApiUrl is ${apiUrl}, which is no URL of API Gateway.`);
  const downloads = downloadDomain === undefined ? [] : [`https://${downloadDomain}`];
  const storage = [`https://${bucket}.s3.${region}`, ...downloads];
  return [
    ["connect-src", "'self'", api.origin, ...storage, `https://cognito-idp.${region}`],
    ["img-src", "'self'", "blob:", "data:", ...storage],
  ]
    .map((words) => words.join(" "))
    .join("; ");
};

/**
 * The page with a policy in its first element, before anything that could load.
 * @throws Trouble if the page has no head, or has a policy already
 */
export const withPolicy = (html: string, policy: string): string => {
  if (!html.includes("<head>") || /http-equiv=["']?content-security-policy/i.test(html))
    throw new Trouble("index.html must have a <head>, and no Content-Security-Policy of its own.");
  return html.replace(
    "<head>",
    () => `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
};
