import { expect, test } from "vitest";
import { exactPolicy, withPolicy } from "./exact-policy.ts";
import { DEPLOYMENT } from "./page.fixture.ts";

test("the policy names this deployment's API, bucket and sign-in, and no other host", () => {
  expect(exactPolicy(DEPLOYMENT).split("; ")).toEqual([
    "connect-src 'self' https://a1b2c3.execute-api.eu-west-1.amazonaws.com https://malote-bucket-1a2b.s3.eu-west-1.amazonaws.com https://cognito-idp.eu-west-1.amazonaws.com",
    "img-src 'self' blob: data: https://malote-bucket-1a2b.s3.eu-west-1.amazonaws.com",
  ]);
});

test("the policy has the distribution of the downloads, if there is one, and the partition's domain", () => {
  const policy = exactPolicy({
    ...DEPLOYMENT,
    apiUrl: "https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn/prod",
    downloadDomain: "d2.cloudfront.net",
  });

  expect(policy).toContain(
    "https://malote-bucket-1a2b.s3.cn-north-1.amazonaws.com.cn https://d2.cloudfront.net",
  );
  expect(policy.match(/d2\.cloudfront\.net/g)).toHaveLength(2);
});

test("a URL that is not API Gateway's is refused", () => {
  expect(() => exactPolicy({ ...DEPLOYMENT, apiUrl: "https://api.example.com" })).toThrow(
    /no URL of API Gateway/,
  );
});

test("the policy is the first element of the head, as it is", () => {
  expect(withPolicy("<html><head><title>$&</title></head>", "img-src 'self' $1")).toBe(
    `<html><head>\n    <meta http-equiv="Content-Security-Policy" content="img-src 'self' $1"><title>$&</title></head>`,
  );
});

test.each([
  "<html><body>",
  '<head><meta http-equiv="content-security-policy" content="x">',
])("%s is refused", (html) => {
  expect(() => withPolicy(html, "x")).toThrow(/must have a <head>/);
});
