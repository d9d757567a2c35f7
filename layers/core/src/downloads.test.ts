import { generateKeyPairSync } from "node:crypto";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aFile } from "#testing/builders.ts";
import { downloads } from "./downloads.ts";

const ssm = mockClient(SSMClient);
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

beforeEach(() => {
  ssm.reset();
  for (const [name, value] of Object.entries({
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    BUCKET: "bucket",
    DOWNLOAD_DOMAIN: "d111111abcdef8.cloudfront.net",
    DOWNLOAD_KEY_ID: "K2JCJMDEHXQW5F",
    DOWNLOAD_PRIVATE_KEY: "/malote/download-key",
  }))
    vi.stubEnv(name, value);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const hostOf = async (signer: ReturnType<typeof downloads>, len = 1) =>
  new URL(await signer.presignDownload(aFile({ len }), 900)).host;

test("without a distribution, URLs lead to S3, and no key is read", async () => {
  vi.stubEnv("DOWNLOAD_DOMAIN", "");
  vi.stubEnv("DOWNLOAD_KEY_ID", "");
  vi.stubEnv("DOWNLOAD_PRIVATE_KEY", "");

  expect(await hostOf(downloads())).toBe("bucket.s3.eu-west-1.amazonaws.com");
  expect(ssm.calls()).toEqual([]);
});

test("with a distribution, URLs lead to CloudFront, and the key is read once", async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: privateKey } });
  const signer = downloads();

  const hosts = [await hostOf(signer), await hostOf(signer), await hostOf(signer, 50_000_000_000)];

  expect(new Set(hosts)).toEqual(new Set(["d111111abcdef8.cloudfront.net"]));
  expect(ssm.calls()).toHaveLength(1);
});

test("a file that is too large for CloudFront is downloaded from S3", async () => {
  expect(await hostOf(downloads(), 50_000_000_001)).toBe("bucket.s3.eu-west-1.amazonaws.com");
  expect(ssm.calls()).toEqual([]);
});

test("a key that could not be read is read again by the next request", async () => {
  ssm
    .on(GetParameterCommand)
    .rejectsOnce(new ParameterNotFound({ message: "no such parameter", $metadata: {} }))
    .resolves({ Parameter: { Value: privateKey } });
  const signer = downloads();

  await expect(hostOf(signer)).rejects.toThrow(ParameterNotFound);
  expect(await hostOf(signer)).toBe("d111111abcdef8.cloudfront.net");
});

test("a parameter that is no private key is read again by the next request, without its value in the error", async () => {
  ssm
    .on(GetParameterCommand)
    .resolvesOnce({ Parameter: { Value: "-----BEGIN cut off" } })
    .resolves({ Parameter: { Value: privateKey } });
  const signer = downloads();

  await expect(hostOf(signer)).rejects.toThrow(
    /^The parameter \/malote\/download-key has no private key in PEM\.$/,
  );
  expect(await hostOf(signer)).toBe("d111111abcdef8.cloudfront.net");
});

test("a distribution without its key fails while the function loads", () => {
  vi.stubEnv("DOWNLOAD_PRIVATE_KEY", "");

  expect(downloads).toThrow("DOWNLOAD_PRIVATE_KEY");
});
