import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Source } from "../emulator/source.ts";

/** Bytes that are in `temp/`, those of parts included. The stack has the demo's file only, or few others. */
export const bytesInBucket = (server: Source, Bucket: string) => {
  const s3 = new S3Client({ ...server, forcePathStyle: true });
  const ofParts = async (Key: string | undefined, UploadId: string | undefined): Promise<number> => {
    let bytes = 0;
    let PartNumberMarker: string | undefined;
    do {
      const page = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker }));
      for (const { Size = 0 } of page.Parts ?? []) bytes += Size;
      PartNumberMarker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return bytes;
  };
  return {
    read: async (): Promise<number> => {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "temp/" }));
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "temp/" }));
      const parts = await Promise.all(
        Uploads.map(({ Key, UploadId }) => ofParts(Key, UploadId).catch(() => 0)),
      );
      return [...parts, ...Contents.map(({ Size = 0 }) => Size)].reduce((sum, size) => sum + size, 0);
    },
    close: () => s3.destroy(),
  };
};

/**
 * Bytes of bodies that the relay has read, by its own metrics.
 * @throws Trouble if the relay has ended
 */
export const bytesAtRelay = async (statusUrl: string): Promise<number> => {
  const text = await fetch(`${statusUrl}/metrics`).then(
    (response) => response.text(),
    () => {
      throw new Trouble(`The status page of the relay does not respond at ${statusUrl}.`);
    },
  );
  return text
    .split("\n")
    .filter((line) => line.startsWith("malote_relay_received_bytes_total{"))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
};
