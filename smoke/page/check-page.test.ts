import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exactPolicy, withPolicy } from "../../operate/page/exact-policy.ts";
import { property } from "../../tests/unit/template.ts";
import {
  allowsOrigin,
  mayUploadFrom,
  redirectsPlainHttp,
  servesAssets,
  servesConfig,
  servesIndex,
  servesNothingElse,
} from "./check-page.ts";

const API = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod";
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Answer = { status?: number; headers?: Record<string, string>; text?: string };

/** A page as CloudFront serves it. */
const PAGE: Record<string, Answer> = {
  "/": {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
    text: withPolicy(
      '<head><script src="/assets/i-1.js"></script><link href="/assets/i-2.css"></head>',
      exactPolicy({ apiUrl: API, bucket: "files", downloadDomain: undefined }),
    ),
  },
  "/assets/i-1.js": {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    },
  },
  "/assets/i-2.css": {
    headers: {
      "content-type": "text/css; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    },
  },
  "/config.json": { headers: { "cache-control": "no-cache" }, text: JSON.stringify({ api_url: API }) },
};
const SAFE = {
  "content-security-policy": POLICY,
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(self), microphone=(self)",
  "cross-origin-opener-policy": "same-origin",
};

let server: Server;
let page: string;
/** What a test changes: the whole answer of a path with its query, or headers of all answers. */
let answers: Record<string, Answer>;
let safe: Record<string, string>;

beforeEach(async () => {
  answers = structuredClone(PAGE);
  safe = { ...SAFE };
  server = createServer(({ url = "" }, response) => {
    // CloudFront passes no query on.
    const answer = answers[url] ??
      answers[url.split("?")[0] ?? ""] ?? { status: 404, text: "<Code>NoSuchKey</Code>" };
    response.writeHead(answer.status ?? 200, { ...safe, ...answer.headers });
    response.end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

const setHeader = (path: string, name: string, value: string) => {
  answers[path] = { ...answers[path], headers: { ...answers[path]?.headers, [name]: value } };
};

test("a page as it should be passes", async () => {
  const html = await servesIndex(page, API);
  await servesAssets(page, html);
  await servesConfig(page, API);
  await servesNothingElse(page);
});

describe("index.html fails", () => {
  test("if there is none", async () => {
    answers["/"] = { status: 403 };
    await expect(servesIndex(page, API)).rejects.toThrow(/npm run page:deploy/);
  });

  test.each(Object.keys(SAFE))("without %s", async (name) => {
    delete safe[name];
    await expect(servesIndex(page, API)).rejects.toMatchObject({ name: "Trouble" });
  });

  test.each([
    ["script-src 'self'", "script-src 'self' 'unsafe-inline'"],
    ["worker-src 'self'", "worker-src 'self' blob:"],
    ["default-src 'none'", "default-src 'self'"],
    ["; frame-ancestors 'none'", ""],
  ])("if its policy has, instead of %s, %s", async (right, wrong) => {
    safe["content-security-policy"] = POLICY.replace(right, wrong);
    await expect(servesIndex(page, API)).rejects.toThrow(/Content-Security-Policy/);
  });

  test("if a browser may keep it", async () => {
    setHeader("/", "cache-control", "max-age=60");
    await expect(servesIndex(page, API)).rejects.toThrow(/cache-control/);
  });

  test("if its own policy is for another API, is missing, or has a wildcard", async () => {
    await expect(servesIndex(page, API.replace("a1b2c3", "other"))).rejects.toThrow(
      /should name https:\/\/other/,
    );
    const text = answers["/"]?.text ?? "";
    answers["/"] = { ...answers["/"], text: text.replace("https://files.", "https://*.") };
    await expect(servesIndex(page, API)).rejects.toThrow(/one host/);
    answers["/"] = { ...answers["/"], text: "<head></head>" };
    await expect(servesIndex(page, API)).rejects.toThrow(/connect-src/);
  });
});

describe("assets fail", () => {
  const html = PAGE["/"]?.text ?? "";

  test.each([
    ["that are missing", () => delete answers["/assets/i-1.js"]],
    ["that a browser asks for each time", () => setHeader("/assets/i-2.css", "cache-control", "no-cache")],
    ["of another type", () => setHeader("/assets/i-1.js", "content-type", "application/octet-stream")],
    ["without the policy", () => setHeader("/assets/i-1.js", "content-security-policy", "")],
  ])("%s", async (_, change) => {
    change();
    await expect(servesAssets(page, html)).rejects.toMatchObject({ name: "Trouble" });
  });

  test("if the page names none", async () => {
    await expect(servesAssets(page, "<head></head>")).rejects.toThrow(/names no file/);
  });
});

test("config.json of another API fails", async () => {
  await expect(servesConfig(page, `${API}2`)).rejects.toThrow(/should have "api_url"/);
  delete answers["/config.json"];
  await expect(servesConfig(page, API)).rejects.toThrow(/is not there/);
});

test.each([
  [
    "the bucket's list",
    "/?list-type=2",
    { text: "<ListBucketResult></ListBucketResult>" },
    /lists the bucket/,
  ],
  ["the page for every path", "/no-such-page", PAGE["/"] ?? {}, /should be a 404/],
  ["403 for what is missing", "/assets/", { status: 403 }, /should be a 404/],
])("%s fails", async (_, path, answer, reason) => {
  answers[path] = answer;
  await expect(servesNothingElse(page)).rejects.toThrow(reason);
});

test("plain HTTP must redirect to the page", async () => {
  const secure = "https://d1.cloudfront.net";
  await expect(redirectsPlainHttp(secure, page)).rejects.toThrow(/should redirect/);
  answers["/"] = { status: 301, headers: { location: "https://d2.cloudfront.net/" } };
  await expect(redirectsPlainHttp(secure, page)).rejects.toThrow(/should redirect/);
  answers["/"] = { status: 301, headers: { location: `${secure}/` } };
  await redirectsPlainHttp(secure, page);
});

test("the bucket must allow the page's origin", async () => {
  const bucket = page;
  await expect(allowsOrigin(bucket, "https://d1.cloudfront.net")).rejects.toThrow(/AllowedOrigins/);
  for (const allowed of ["*", "https://d1.cloudfront.net"]) {
    setHeader("/", "access-control-allow-origin", allowed);
    await allowsOrigin(bucket, "https://d1.cloudfront.net");
  }
  await expect(mayUploadFrom(page, "<head></head>")).rejects.toThrow(/names no bucket/);
});

test("the headers that the test asks for are those of template.yaml", () => {
  const { SecurityHeadersConfig, CustomHeadersConfig } = property<{
    SecurityHeadersConfig: {
      ContentSecurityPolicy: { ContentSecurityPolicy: [string, (string | [string])[]] };
    };
    CustomHeadersConfig: { Items: { Header: string; Value: string }[] };
  }>("PageHeaders", "ResponseHeadersPolicyConfig");
  const [separator, directives] = SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;
  // A !Sub with variables is a list of its text and the variables.
  const policy = directives
    .flat()
    .filter((text) => typeof text === "string")
    .join(separator);
  for (const directive of POLICY.split("; ")) expect(policy).toContain(directive);
  expect(CustomHeadersConfig.Items.map(({ Header }) => Header.toLowerCase())).toEqual(
    expect.arrayContaining(["permissions-policy", "cross-origin-opener-policy"]),
  );
});
