import { Trouble } from "../tools/command/trouble.ts";
import type { Limits } from "./expected-limits.ts";
import type { Api } from "./one-file.ts";
import { announce, discard } from "./one-form.ts";
import { describeResponse, request } from "./request.ts";

const OLD_VERSION = `The alias "live" points to a version with other limits. docs/operations.md, "A changed parameter",
has what to do.`;

const expectSame = (what: string, found: unknown, expected: unknown): void => {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Trouble(
    `${what} is ${JSON.stringify(found)}, and not ${JSON.stringify(expected)}.\n${OLD_VERSION}`,
  );
};

/**
 * Checks that the live functions have the limits of the deployment: what /.well-known/malote describes, and what /upload
 * applies. No file is left.
 * @throws Trouble with the first limit that differs
 */
export const hasLimits = async (api: Api, expected: Limits): Promise<void> => {
  const described = await request(`${api.url}/.well-known/malote`);
  if (described.status !== 200)
    throw new Trouble(`GET /.well-known/malote responded ${describeResponse(described)}`);
  const service = JSON.parse(described.text);
  expectSame("max_file_bytes", service.max_file_bytes, expected.maxFileBytes);
  expectSame("allowed_types", service.allowed_types, expected.allowedTypes);
  expectSame("denied_extensions", service.denied_extensions, expected.deniedExtensions);

  const tooLarge = await announce(api, { len: expected.maxFileBytes + 1 });
  if (tooLarge.status !== 413)
    throw new Trouble(
      `A file of ${expected.maxFileBytes + 1} bytes should be refused, but /upload responded ${describeResponse(tooLarge)}\n${OLD_VERSION}`,
    );

  const accepted = await announce(api, { len: 1 });
  if (accepted.status !== 201)
    throw new Trouble(`A file of one byte is refused: ${describeResponse(accepted)}`);
  const { file_id, expires_in } = JSON.parse(accepted.text);
  await discard(api, file_id);
  expectSame("expires_in", expires_in, expected.uploadExpirySeconds);
};
