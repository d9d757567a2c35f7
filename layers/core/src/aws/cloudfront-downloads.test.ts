import { createVerify, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { aClock, aFile, FILE_ID } from "#testing/builders.ts";
import { createCloudFrontDownloads } from "./cloudfront-downloads.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

const downloads = createCloudFrontDownloads(
  { domain: "d111111abcdef8.cloudfront.net", keyId: "K2JCJMDEHXQW5F", privateKey },
  aClock(),
);

/** CloudFront's base64 for URLs: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html */
const decoded = (value: string) =>
  Buffer.from(value.replaceAll("-", "+").replaceAll("_", "=").replaceAll("~", "/"), "base64");

/** The URL as CloudFront reads it: what the policy covers, and the parameters that it takes out. */
const read = (signed: string) => {
  const [resource = "", rest = ""] = signed.split("&Expires=");
  const [expires = "", ...others] = rest.split("&");
  return { resource, expires: Number(expires), query: new URLSearchParams(others.join("&")) };
};

test("the URL is of the file's key in dest/, ends in time, and has a signature that the public key verifies", async () => {
  const { resource, expires, query } = read(await downloads.presignDownload(aFile(), 900));

  expect(resource).toMatch(
    new RegExp(`^https://d111111abcdef8\\.cloudfront\\.net/dest/${FILE_ID}\\.jpg\\?disposition=[0-9a-f]+$`),
  );
  expect(new Date(expires * 1000).toISOString()).toBe("2026-11-21T12:15:00.000Z");
  expect(query.get("Key-Pair-Id")).toBe("K2JCJMDEHXQW5F");
  const policy = `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
  const signature = decoded(query.get("Signature") ?? "");
  expect(createVerify("RSA-SHA1").update(policy).verify(publicKey, signature)).toBe(true);
  // Another name for the same file would be another resource.
  const forged = policy.replace("disposition=", "disposition=00");
  expect(createVerify("RSA-SHA1").update(forged).verify(publicKey, signature)).toBe(false);
});

test.each([
  "holiday.jpg",
  'a "quoted" name; filename=x.exe',
  "it's 100 % * ~ # ? &.txt",
  "férias de verão.jpg",
  "日本語.pdf",
])("%s is in the URL as hexadecimal digits of an ASCII header", async (file_name) => {
  const signed = await downloads.presignDownload(aFile({ file_name }), 900);

  const digits = new URL(signed).searchParams.get("disposition") ?? "";
  const header = Buffer.from(digits, "hex").toString();
  expect(header).toMatch(/^attachment; filename[\x20-\x7e]+$/);
});
