import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { waitFor } from "malote/node";
import { expect, inject, test } from "vitest";
import { functionLogGroups } from "../../local/logs/log-groups.ts";
import { sourceOf } from "../../local/stack/resources.ts";
import { deadLetters, keysUnder, queueDepth, recordOf } from "./cloud.ts";
import { createUser } from "./people.ts";
import { connectAs, uploadText } from "./sdk.ts";
import { download, postForm, requestTextUpload, settled, until } from "./service.ts";

const stack = inject("stack");
const POSTS = 60;
/** For a move on a busy machine. An undisturbed one takes under a second. */
const NORMAL_SECONDS = 15;

type Line = { message: string; receive_count?: number; function_request_id?: string };

/** The lines of the mover's log that name a file, of all invocations since `startTime`. */
const moverLog = async (fileId: string, startTime: number): Promise<Line[]> => {
  const source = sourceOf(stack);
  const groups = await functionLogGroups(source, stack.stack_name);
  const [logGroupName] = [...groups].find(([, name]) => name === "mover") ?? [];
  const client = new CloudWatchLogsClient(source);
  const { events = [] } = await client.send(
    new FilterLogEventsCommand({ logGroupName, startTime, limit: 10_000 }),
  );
  client.destroy();
  return events
    .filter(({ message = "" }) => message.includes(fileId) && message.trimStart().startsWith("{"))
    .map(({ message = "" }) => JSON.parse(message));
};

/** A file of another user, from its announcement to `completed`. */
const uploadOfAnother = async (token: string, text: string): Promise<void> => {
  const another = connectAs(token);
  const { file_id } = await uploadText(text, { name: "theirs.txt", confirm: false }, another);
  await waitFor(another, file_id, { timeout: NORMAL_SECONDS * 1000 });
};

test("a form that is posted 60 times delays nobody, leaves no bytes, and causes no retry", async () => {
  const another = await createUser("another");
  const began = Date.now();
  const upload = await requestTextUpload("the first bytes");
  expect((await postForm(upload, "the first bytes")).status).toBe(204);
  await settled(upload.file_id);
  const before = await recordOf(upload.file_id);

  for (let i = 0; i < POSTS; i += 10) {
    const posts = Array.from({ length: 10 }, (_, j) =>
      postForm(upload, `bytes number ${i + j}`.padEnd(15).slice(0, 15)),
    );
    expect((await Promise.all(posts)).map(({ status }) => status)).toEqual(Array(10).fill(204));
  }
  await uploadOfAnother(another, "sent while the form of another user is posted");

  await until(queueDepth, (depth) => depth === 0);
  await until(
    () => keysUnder(upload.fields["key"] ?? ""),
    (keys) => keys.length === 0,
  );
  expect((await deadLetters()).filter((body) => body.includes(upload.file_id))).toEqual([]);
  expect(await recordOf(upload.file_id)).toEqual(before);
  expect((await download(upload.file_id)).bytes.toString()).toBe("the first bytes");

  // One line for each event: each was handled once.
  const lines = await until(
    () => moverLog(upload.file_id, began),
    (found) => found.length > POSTS,
  );
  const outcomes = lines.map(({ message }) => message).filter((message) => message !== "completed");
  expect(outcomes).toHaveLength(POSTS);
  expect(outcomes.filter((outcome) => !["late-post-removed", "repeated-event"].includes(outcome))).toEqual(
    [],
  );
  // The posts of one batch are one invocation, with one claim at the most: 20 to 48 of them, by the speed of the machine.
  const invocations = new Set(lines.map(({ function_request_id }) => function_request_id));
  expect(invocations).not.toContain(undefined);
  expect(invocations.size).toBeLessThan(POSTS);
  expect(lines.map(({ receive_count }) => receive_count).filter((count) => count !== 1)).toEqual([]);
});
