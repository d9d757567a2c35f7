import { Trouble } from "../../tools/command/trouble.ts";
import { describeResponse, type HttpResponse, request } from "../request.ts";
import { faultOfHeader, faultOfMeta, parsePolicy, policyOf } from "./policy.ts";

const HEADERS: Record<string, RegExp> = {
  "strict-transport-security": /^max-age=[1-9]\d{6}/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "permissions-policy": /camera=\(self\)/,
  "cross-origin-opener-policy": /^same-origin$/,
};

const wrong = (what: string, response: HttpResponse): Trouble =>
  new Trouble(`${what}. It responded ${describeResponse(response)}`);

/** @throws Trouble unless the header is there, as it should be */
const expectHeader = (url: string, response: HttpResponse, name: string, expected: RegExp): void => {
  const found = response.headers.get(name);
  if (found !== null && expected.test(found)) return;
  throw new Trouble(`${url} should have ${name} like ${expected}, but has ${found ?? "none"}`);
};

/** The policy and the other headers that every file of the page has. */
const expectSafe = (url: string, response: HttpResponse): void => {
  for (const [name, expected] of Object.entries(HEADERS)) expectHeader(url, response, name, expected);
  const fault = faultOfHeader(parsePolicy(response.headers.get("content-security-policy") ?? ""));
  if (fault) throw new Trouble(`The Content-Security-Policy of ${url}: ${fault}`);
};

/**
 * Checks that the page is there with its headers, that it is asked for each time, and that it may reach this API alone.
 * Returns index.html.
 * @throws Trouble
 */
export const servesIndex = async (page: string, api: string): Promise<string> => {
  const response = await request(`${page}/`);
  if (response.status !== 200 || !response.headers.get("content-type")?.startsWith("text/html"))
    throw wrong(`${page} does not serve the page. Was it deployed (npm run page:deploy)?`, response);
  expectSafe(page, response);
  expectHeader(page, response, "cache-control", /^no-cache$/);
  const fault = faultOfMeta(policyOf(response.text), new URL(api).origin);
  if (fault) throw new Trouble(`The Content-Security-Policy of ${page}: ${fault}`);
  return response.text;
};

/**
 * Checks that each file of assets/ that index.html names is there, may be kept for ever, and has the page's headers.
 * @throws Trouble
 */
export const servesAssets = async (page: string, html: string): Promise<void> => {
  const paths = [...html.matchAll(/(?:src|href)="(?:\.?\/)?(assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  if (paths.length === 0) throw new Trouble(`index.html of ${page} names no file of assets/.`);
  for (const path of paths) {
    const url = `${page}/${path}`;
    const response = await request(url);
    if (response.status !== 200) throw wrong(`${url} is not there`, response);
    expectHeader(url, response, "cache-control", /max-age=31536000, immutable/);
    expectHeader(url, response, "content-type", path.endsWith(".css") ? /^text\/css/ : /./);
    if (path.endsWith(".js")) expectHeader(url, response, "content-type", /^text\/javascript/);
    expectSafe(url, response);
  }
};

/** @throws Trouble unless config.json names the API, and is asked for each time */
export const servesConfig = async (page: string, api: string): Promise<void> => {
  const url = `${page}/config.json`;
  const response = await request(url);
  if (response.status !== 200) throw wrong(`${url} is not there`, response);
  expectHeader(url, response, "cache-control", /^no-cache$/);
  if (JSON.parse(response.text).api_url !== api)
    throw wrong(`${url} should have "api_url": "${api}"`, response);
};

/** CloudFront passes no query on, and asks for index.html in place of /. */
const LISTS = ["/?list-type=2", "/?versions", "//", "/assets/"];
const MISSING = ["/no-such-page", "/assets/"];

/**
 * Checks that nobody can list the bucket, and that a path that is no file is a 404 and not the page.
 * @throws Trouble
 */
export const servesNothingElse = async (page: string): Promise<void> => {
  for (const path of LISTS) {
    const response = await request(page + path);
    if (/<List(Bucket|Versions)Result/.test(response.text))
      throw wrong(`${page}${path} lists the bucket`, response);
  }
  for (const path of MISSING) {
    const response = await request(page + path);
    if (response.status !== 404) throw wrong(`${page}${path} should be a 404`, response);
  }
};

/** @throws Trouble unless plain HTTP leads to the page's URL */
export const redirectsPlainHttp = async (
  page: string,
  plain = page.replace(/^https:/, "http:"),
): Promise<void> => {
  const response = await request(`${plain}/`, { redirect: "manual" });
  const location = response.headers.get("location");
  if (response.status >= 301 && response.status <= 308 && location?.startsWith(`${page}/`)) return;
  throw wrong(`${plain} should redirect to ${page}`, response);
};

/**
 * Checks that the page may send bytes to the bucket that its policy names: its origin is one of the bucket's.
 * @throws Trouble
 */
export const mayUploadFrom = async (page: string, html: string): Promise<void> => {
  const hosts = policyOf(html).get("connect-src") ?? [];
  const bucket = hosts.find((host) => /\.s3\./.test(host));
  if (bucket === undefined) throw new Trouble(`index.html of ${page} names no bucket in its policy.`);
  await allowsOrigin(bucket, page);
};

/** @throws Trouble unless the bucket lets a page of this origin send a part */
export const allowsOrigin = async (bucket: string, origin: string): Promise<void> => {
  const headers = {
    Origin: origin,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "x-amz-checksum-crc32",
  };
  const response = await request(`${bucket}/`, { method: "OPTIONS", headers });
  const allowed = response.headers.get("access-control-allow-origin") ?? "";
  if (response.status === 200 && ["*", origin].includes(allowed)) return;
  throw wrong(
    `${bucket} should let ${origin} upload (CORS). See AllowedOrigins in docs/configuration.md`,
    response,
  );
};
