import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { StackJson } from "../../../local/stack/index.ts";
import type { S3Server } from "./s3-server.ts";

/**
 * Creates a user of the emulator with all permissions in S3. The root key cannot be used: the emulator does not check
 * its signatures.
 */
export const createS3User = async (stack: StackJson): Promise<S3Server> => {
  const iam = new IAMClient({
    endpoint: stack.endpoint_url,
    region: stack.region,
    credentials: { accessKeyId: stack.access_key_id, secretAccessKey: stack.secret_access_key },
  });
  const UserName = "judge";
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: "S3",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
      }),
    }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  iam.destroy();
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {};
  if (!accessKeyId || !secretAccessKey) throw new Error("the emulator returned no access key");
  return { name: "MiniStack", endpoint: stack.endpoint_url, accessKeyId, secretAccessKey };
};
