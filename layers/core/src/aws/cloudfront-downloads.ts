import { getSignedUrl } from "@aws-sdk/cloudfront-signer";
import { contentDisposition } from "../domain/content-disposition.ts";
import type { Clock, DownloadSigner } from "../ports.ts";

export type Distribution = {
  /** Such as d111111abcdef8.cloudfront.net. */
  domain: string;
  /** The id of the public key in the distribution's key group. */
  keyId: string;
  /** The private key in PEM: RSA with 2048 bits. */
  privateKey: string;
};

/**
 * Signs URLs of a CloudFront distribution whose origin is the bucket. The distribution's function DownloadName (in
 * template.yaml) makes the header Content-Disposition of the query's `disposition`. S3 could make it too, but then each
 * name would be a key of its own in CloudFront's cache, and CloudFront has refused signed URLs that contain a * or a '
 * (https://github.com/aws/aws-sdk-js-v3/issues/3614). Hexadecimal digits are the same in every encoding.
 * The link does not end with the session of the function's role, as one of S3 does.
 */
export const createCloudFrontDownloads = (
  { domain, keyId, privateKey }: Distribution,
  clock: Clock = () => new Date(),
): DownloadSigner => ({
  presignDownload: async (file, expiresInSeconds) => {
    const disposition = Buffer.from(contentDisposition(file.file_name)).toString("hex");
    return getSignedUrl({
      url: `https://${domain}/${file.dest_path}?disposition=${disposition}`,
      keyPairId: keyId,
      dateLessThan: new Date(clock().getTime() + expiresInSeconds * 1000),
      privateKey,
    });
  },
});
