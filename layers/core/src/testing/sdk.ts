import { Readable } from "node:stream";
import { sdkStreamMixin } from "@smithy/core/serde";

/** Mocked clients send no call, so these credentials only sign presigned URLs. */
export const SDK_CONFIG = {
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "not-a-secret" },
};

type Mock = { calls(): readonly { args: readonly [{ input: unknown }, ...unknown[]] }[] };

/** Every call that was sent, in order: the command's name and its whole input. */
export const callsOf = (mock: Mock): [command: string, input: unknown][] =>
  mock.calls().map(({ args: [command] }) => [command.constructor.name, command.input]);

/** An error as the SDK throws it, with the service's error code as its name and the HTTP status. */
export const anSdkError = (name: string, httpStatusCode: number, message = "from the service"): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

/** The body of a GetObject response. */
export const aBody = (bytes: Uint8Array) => sdkStreamMixin(Readable.from([bytes]));
