import { readFileSync } from "node:fs";
import { S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { FileStatusChanged } from "@malote/core";
import { Jimp } from "jimp";
import { download, type ListedView, list, type Malote, remove, upload } from "malote/node";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { parse } from "yaml";
import { completedImage, TAG } from "../../samples/thumbnails/source/completed-image.ts";
import { makeThumbnail } from "../../samples/thumbnails/source/make-thumbnail.ts";
import { originalsIn } from "../../samples/thumbnails/source/originals.ts";
import { relayAccount } from "../../samples/thumbnails/source/relay-account.ts";
import { SIDE, scaleDown } from "../../samples/thumbnails/source/scale-down.ts";
import { signIn } from "../../samples/thumbnails/source/sign-in.ts";
import { thumbnailsOf } from "../../samples/thumbnails/source/thumbnails.ts";
import { subscribe } from "./bus.ts";
import { config } from "./cloud.ts";
import { createRelayAccount, createUser } from "./people.ts";
import { completed, connectAs } from "./sdk.ts";
import { until } from "./service.ts";
import { EVENT_BUS } from "./stack.ts";

// The sample of samples/thumbnails, without Lambda around it: an event of its own rule, its real adapters, and an account of a
// relay whose password is in a secret.

const stack = inject("stack");
const pattern: { source: string[] } = parse(readFileSync("samples/thumbnails/template.yaml", "utf8"), {
  logLevel: "error",
}).Resources.Thumbnails.Properties.Events.CompletedImage.Properties.Pattern;

type Subscription = Awaited<ReturnType<typeof subscribe<FileStatusChanged>>>;
let selected: Subscription;
let all: Subscription;
let owner: Malote;
let run: ReturnType<typeof makeThumbnail>;

beforeAll(async () => {
  selected = await subscribe("e2e-thumbnails", EVENT_BUS, pattern);
  all = await subscribe("e2e-completed", EVENT_BUS, {
    source: ["malote"],
    detail: { status: ["completed"] },
  });
  owner = connectAs(await createUser("photographer"));

  const secrets = new SecretsManagerClient(config);
  const SecretString = JSON.stringify(await createRelayAccount("thumbnails"));
  const { ARN = "" } = await secrets.send(
    new CreateSecretCommand({ Name: "e2e-thumbnails-relay", SecretString }),
  );
  const account = relayAccount(secrets, ARN);
  const pool = {
    userPoolId: stack.user_pool_id,
    clientId: stack.client_id,
    endpoint: `${stack.endpoint_url}/`,
  };
  run = makeThumbnail({
    originals: originalsIn(new S3Client({ ...config, forcePathStyle: true }), stack.bucket),
    scaleDown,
    thumbnails: thumbnailsOf(connectAs(async () => signIn(pool, await account()))),
  });
});

/** The event of a completed file, once the subscription has it. */
const eventOf = async (fileId: string, { received }: Subscription): Promise<FileStatusChanged> => {
  const isHere = ({ detail }: { detail: FileStatusChanged }) => detail.file_id === fileId;
  const events = await until(received, (found) => found.some(isHere));
  const [event] = events.filter(isHere);
  if (!event) throw new Error("until() has returned too early.");
  return event.detail;
};

const thumbnailsOfOwner = async (): Promise<ListedView[]> => {
  const found: ListedView[] = [];
  for await (const file of list(owner, { path: "thumbnails" })) found.push(file);
  return found;
};

describe("the sample of thumbnails", () => {
  test("makes one of a completed image, which the image's owner lists and downloads, and none of the thumbnail", async () => {
    const picture = await new Jimp({ width: 1000, height: 500, color: 0x336699ff }).getBuffer("image/png");
    const { file_id } = await upload(owner, picture, { name: "lisbon.png", path: "trips" });
    const event = completedImage(await eventOf(file_id, selected));

    const outcome = await run(event);
    const [thumbnail, ...others] = await until(thumbnailsOfOwner, (found) => found.length > 0);

    expect(others).toEqual([]);
    expect(thumbnail).toMatchObject({
      path: "thumbnails/trips",
      tags: { [TAG]: file_id },
      type: "image/png",
    });
    expect(outcome).toEqual({ outcome: "stored", file_id: thumbnail?.file_id });
    const id = thumbnail?.file_id ?? "";
    await completed(id, owner);
    const bytes = Buffer.from(await (await download(owner, id).blob()).arrayBuffer());
    expect(await Jimp.fromBuffer(bytes)).toMatchObject({ width: SIDE, height: SIDE / 2 });

    // EventBridge delivers at least once.
    expect(await run(event)).toEqual(outcome);
    expect(await thumbnailsOfOwner()).toHaveLength(1);

    // The bus had the event of the thumbnail, and the rule did not select it.
    expect(await eventOf(id, all)).toMatchObject({ type: "image/png", tags: { [TAG]: file_id } });
    expect((await selected.received()).map(({ detail }) => detail.file_id)).not.toContain(id);
  });

  test("makes none of an image that was deleted before its event came, nor of one whose thumbnail was deleted", async () => {
    const picture = await new Jimp({ width: 10, height: 10, color: 0x993366ff }).getBuffer("image/png");
    const { file_id } = await upload(owner, picture, { name: "porto.png" });
    const event = completedImage(await eventOf(file_id, selected));
    const first = await run(event);
    if (first.outcome !== "stored") throw new Error(JSON.stringify(first));
    await completed(first.file_id, owner);

    await remove(owner, first.file_id);
    expect(await run(event)).toEqual({ outcome: "refused", code: "file-deleted" });

    await remove(owner, file_id);
    expect(
      await until(
        () => run(event),
        ({ outcome }) => outcome === "skipped",
      ),
    ).toMatchObject({
      why: expect.stringContaining("deleted"),
    });
  });
});
