import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { Source } from "../emulator/source.ts";
import { functionNames } from "./resources.ts";

/** Bytes: more than any file has. */
const ANY = String(64 * 1024 ** 4);

/**
 * Lets the mover copy files of any size with one CopyObject. versitygw 1.8.0 gives each part of a copy the checksum of the
 * whole source, so the copy in parts of a large file with a CRC ends in `checksum-differs` there. S3 does not, and accepts
 * up to 5 GiB in one CopyObject; versitygw accepts any size.
 */
export const copyInOneCall = async (source: Source, stackName: string): Promise<void> => {
  const FunctionName = (await functionNames(source, stackName)).get("Mover") ?? "";
  const lambda = new LambdaClient(source);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, MULTIPART_THRESHOLD_BYTES: ANY };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "$LATEST" }));
  lambda.destroy();
};
