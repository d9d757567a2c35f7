import { get, upload, waitFor } from "../../client/source/node.ts";
import type { OnLine } from "../../tools/command/step.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import type { StackJson } from "../stack/index.ts";
import { COMPLETED_WITHIN, connectWith, orTrouble, sha256OfDownload } from "./client.ts";
import { signIn } from "./sign-in.ts";
import { type SourceFile, sha256OfFile } from "./source-file.ts";
import { historyLines, timeline } from "./timeline.ts";

/**
 * Uploads one file, downloads it again, and compares the bytes.
 * @throws Trouble at the first step that fails
 */
export const roundTrip = async (
  stack: StackJson,
  { path, description }: SourceFile,
  onLine: OnLine,
): Promise<void> => {
  const { len, type } = description;
  onLine(`${description.file_name}  ${len} bytes  ${type}`);
  const printEvent = timeline(onLine);
  const malote = connectWith(stack.api_url, await signIn(stack));
  printEvent("signed in", stack.demo.username);
  await orTrouble(async () => {
    let parts: number | undefined;
    const { file_id } = await upload(malote, path, {
      type,
      onProgress: ({ totalParts }) => {
        parts = totalParts;
      },
    });
    printEvent("uploaded", parts !== undefined && parts > 1 ? `${file_id} in ${parts} parts` : file_id);
    await waitFor(malote, file_id, {
      timeout: COMPLETED_WITHIN,
      interval: 100,
      onStatus: ({ status }) => printEvent("status", status),
    });
    const { history = [] } = await get(malote, file_id);
    const [sent, received] = await Promise.all([sha256OfFile(path), sha256OfDownload(malote, file_id)]);
    printEvent("downloaded", `SHA-256 ${received}`);
    onLine("History in its record:");
    for (const line of historyLines(history)) onLine(line);
    if (sent !== received) throw new Trouble(`The bytes differ: the file's SHA-256 is ${sent}.`);
  });
  onLine("The downloaded bytes are the same.");
};
