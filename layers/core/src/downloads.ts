import { createPrivateKey } from "node:crypto";
import { createStorage } from "./aws/storage.ts";
import { env } from "./env.ts";
import type { DownloadSigner } from "./ports.ts";

/**
 * CloudFront returns no file over 50 GB in one response.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 */
const MAX_CLOUDFRONT_BYTES = 50_000_000_000;

/** Checked when it is read. A wrong value that was kept would fail each request until the function starts again. */
const isPrivateKey = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).type === "private";
  } catch {
    return false;
  }
};

/**
 * Signs the download URLs of this deployment: of its CloudFront distribution if it has one, else of S3. What CloudFront
 * needs is loaded by the first download, because most deployments do without it and every cold start would pay for it.
 */
export const downloads = (): DownloadSigner => {
  const s3 = createStorage(env.bucket());
  const distribution = env.downloadDistribution();
  if (!distribution) return s3;

  let cloudFront: Promise<DownloadSigner> | undefined;
  const load = async (): Promise<DownloadSigner> => {
    const [{ createCloudFrontDownloads }, { readSecret }] = await Promise.all([
      import("./aws/cloudfront-downloads.ts"),
      import("./aws/parameter-store.ts"),
    ]);
    const { domain, keyId, privateKeyParameter } = distribution;
    const privateKey = await readSecret(privateKeyParameter);
    if (!isPrivateKey(privateKey))
      throw new Error(`The parameter ${privateKeyParameter} has no private key in PEM.`);
    return createCloudFrontDownloads({ domain, keyId, privateKey });
  };
  return {
    async presignDownload(file, expiresInSeconds) {
      if (file.len > MAX_CLOUDFRONT_BYTES) return s3.presignDownload(file, expiresInSeconds);
      cloudFront ??= load().catch((error: unknown) => {
        // The next request tries again.
        cloudFront = undefined;
        throw error;
      });
      return (await cloudFront).presignDownload(file, expiresInSeconds);
    },
  };
};
