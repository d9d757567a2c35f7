import { inject } from "vitest";
import type { StackJson } from "../../../local/stack/index.ts";
import type { S3Server } from "../../real/servers/s3-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    chaosS3: S3Server;
    chaosStack: StackJson;
    chaosSeed: number;
    chaosFiles: number;
  }
}

const REGION = "us-east-1";

/** Where clients find S3: versitygw, since what a copy or a condition means must be S3's own word. */
export const s3Config = () => {
  const { endpoint, accessKeyId, secretAccessKey } = inject("chaosS3");
  return { endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true };
};

/** Where clients find DynamoDB and SQS: the emulator that the template is deployed to. */
export const awsConfig = () => {
  const { endpoint_url, region, access_key_id, secret_access_key } = inject("chaosStack");
  return {
    endpoint: endpoint_url,
    region,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  };
};
