import { generateKeyPairSync } from "node:crypto";
import vm from "node:vm";
import { expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { createCloudFrontDownloads } from "../../layers/core/src/aws/cloudfront-downloads.ts";
import { property } from "./template.ts";

// CloudFront's function in template.yaml, on the URLs that the service signs. No server here runs such a function.

type Headers = Record<string, { value: string }>;
type Event = { request: { querystring: Headers }; response: { headers: Headers } };

const handler = vm.runInNewContext(`${property<string>("DownloadName", "FunctionCode")}; handler`) as (
  event: Event,
) => Event["response"];

const run = (querystring: Headers) =>
  handler({ request: { querystring }, response: { headers: { "content-type": { value: "image/jpeg" } } } })
    .headers;

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

test.each([
  ["holiday.jpg", 'attachment; filename="holiday.jpg"'],
  ["férias.jpg", "attachment; filename=\"ferias.jpg\"; filename*=UTF-8''f%C3%A9rias.jpg"],
])("%s is downloaded under its name", async (file_name, expected) => {
  const downloads = createCloudFrontDownloads({ domain: "d1.cloudfront.net", keyId: "K1", privateKey });
  const url = new URL(await downloads.presignDownload(aFile({ file_name }), 900));

  const headers = run({ disposition: { value: url.searchParams.get("disposition") ?? "" } });

  expect(headers).toEqual({
    "content-type": { value: "image/jpeg" },
    "content-disposition": { value: expected },
  });
});

test("a URL without a name is still a download", () => {
  expect(run({})["content-disposition"]).toEqual({ value: "attachment" });
});
