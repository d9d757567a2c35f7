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

/** The clients' S3: versitygw, because copies and conditions must work like those of S3. */
export const s3Config = () => {
  const { endpoint, accessKeyId, secretAccessKey } = inject("chaosS3");
  return { endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true };
};

/** The clients' DynamoDB and SQS: the emulator to which the template is deployed. */
export const awsConfig = () => {
  const { endpoint_url, region, access_key_id, secret_access_key } = inject("chaosStack");
  return {
    endpoint: endpoint_url,
    region,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  };
};
