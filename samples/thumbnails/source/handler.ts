import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { connect } from "malote/node";
import { completedImage } from "./completed-image.ts";
import { makeThumbnail } from "./make-thumbnail.ts";
import { originalsIn } from "./originals.ts";
import { relayAccount } from "./relay-account.ts";
import { scaleDown } from "./scale-down.ts";
import { signIn } from "./sign-in.ts";
import { thumbnailsOf } from "./thumbnails.ts";

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is missing. template.yaml sets it.`);
  return value;
};

const account = relayAccount(new SecretsManagerClient(), setting("RELAY_SECRET_ARN"));
const pool = { userPoolId: setting("USER_POOL_ID"), clientId: setting("USER_POOL_CLIENT_ID") };
const malote = connect({
  url: setting("API_URL"),
  token: async () => signIn(pool, await account()),
  // Lambda repeats the event a minute later. Until then, nobody pays for waiting.
  retries: 3,
});

const run = makeThumbnail({
  originals: originalsIn(new S3Client(), setting("BUCKET")),
  scaleDown,
  thumbnails: thumbnailsOf(malote),
});

/** An event of the rule in template.yaml. */
export const handler = async ({ detail }: { detail: unknown }): Promise<void> => {
  const image = completedImage(detail);
  const outcome = await run(image);
  console.info({ message: "Thumbnail", original: image.file_id, ...outcome });
};
