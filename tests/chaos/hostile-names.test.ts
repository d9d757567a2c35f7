import { parse } from "content-disposition";
import { describe, expect, inject, test } from "vitest";
import { extensionOf, normaliseName } from "../../layers/core/src/domain/upload-rules.ts";
import { download, postForm, settled, type Upload } from "../e2e/service.ts";
import { deliver } from "./world/deliver.ts";
import { deployedWorld, untilAvailable } from "./world/deployed-world.ts";
import { aFile, put } from "./world/files.ts";
import { expectInOrder } from "./world/in-order.ts";
import { keysUnder } from "./world/look.ts";
import { notification, send } from "./world/messages.ts";
import { seeded } from "./world/random.ts";
import { inAWorld } from "./world/world.ts";

// Promise 5: a file with a hostile name is moved and keeps its name, or is refused with a reason. It is never misplaced.

const NAMES = [
  "../../etc/passwd",
  "..",
  "a/b.txt",
  "a\\b.txt",
  "+.txt",
  "%2F.txt",
  "%2e%2e%2fdest%2fx.txt",
  "📮🎒.txt",
  `${"é".repeat(125)}.txt`,
  `${"é".repeat(126)}.txt`,
  `${"😀".repeat(62)}.txt`,
  "\u202etxt.exe",
  "\u202etxt.bin",
  "\u200fעברית\u200e.txt",
  'quote".txt',
  "'; filename=evil.txt",
  "line\r\nSet-Cookie: a=b.txt",
  "nul\0.txt",
  "decomposed e\u0301.txt",
  "half \ud83d.txt",
  "<script>.txt",
  "CON.txt",
  ".txt",
  " .txt ",
];

/** Unexpected names: pieces of the names above in any order. */
const PIECES = [
  "..",
  "/",
  "\\",
  "+",
  "%2F",
  "%",
  " ",
  "📮",
  "é",
  "\u0301",
  "\u202e",
  '"',
  "'",
  ";",
  "\n",
  "a",
  ".txt",
] as const;
const random = seeded(inject("chaosSeed"), "hostile names");
const DRAWN = Array.from({ length: 20 }, () =>
  Array.from({ length: random.whole(1, 8) }, () => random.one(PIECES)).join(""),
);

const BYTES = "the same bytes under any name";

describe("over the deployed API, a file with the name", () => {
  const world = deployedWorld();

  test.each([...NAMES, ...DRAWN])("%j is moved or refused with a reason", async (file_name) => {
    const extension = extensionOf(normaliseName(file_name));
    const media = extension === ".txt" ? "text/plain" : "application/octet-stream";
    const { status, body } = await untilAvailable("POST", "/upload", {
      file_name,
      extension,
      type: media,
      len: BYTES.length,
    });
    if (status !== 201) {
      const pointer = extension === ".exe" ? "#/extension" : "#/file_name";
      expect(status).toBe(extension === ".exe" ? 415 : 400);
      expect(body["errors"]).toContainEqual({ pointer, detail: expect.any(String) });
      return;
    }
    const upload = body as Upload;
    world.labels.set(upload.file_id, file_name);
    expect((await postForm(upload, BYTES)).status).toBe(204);

    expect((await settled(upload.file_id)).body).toMatchObject({ status: "completed" });
    expect(await keysUnder(world, "")).toContain(`dest/${upload.file_id}${extension}`);
    const { bytes, headers } = await download(upload.file_id);
    expect(bytes.toString()).toBe(BYTES);
    const { type, parameters } = parse(headers.get("content-disposition") ?? "");
    expect([type, parameters["filename"]]).toEqual(["attachment", normaliseName(file_name)]);
    expect(headers.get("set-cookie")).toBeNull();
  });
});

describe("on versitygw, a notification", () => {
  /** Keys that this service does not generate, with the id of a file that has a record. */
  const KEYS = (fileId: string) => [
    `temp/../dest/${fileId}.bin`,
    `temp/${fileId}.bin/../../dest/x`,
    `temp/x/${fileId}.bin`,
    `temp/${fileId.toUpperCase()}.bin`,
    `temp/${fileId}.bin\n`,
    `temp/${fileId}.b in`,
    `temp/${fileId}.%2E`,
    `temp/${fileId}📮`,
    "temp/",
    `dest/${fileId}.bin`,
    `temp${fileId}.bin`,
  ];

  test("of keys that this service did not generate moves nothing", () =>
    inAWorld(async (world) => {
      const file = await aFile(world, "file");
      await put(world, file);
      const withKey = (key_path: string) => ({ file: { ...file, record: { ...file.record, key_path } } });
      await send(world, notification(world, ...KEYS(file.record.file_id).map(withKey)));
      await deliver(world);

      await expectInOrder(world, [{ file, status: "pending", stays: true }]);
    }));

  test("of another extension than the record's moves nothing and goes to the dead-letter queue", () =>
    inAWorld(async (world) => {
      const file = await aFile(world, "file");
      await put(world, file);
      const key_path = file.record.key_path.replace(".bin", ".exe");
      await send(world, notification(world, { file: { ...file, record: { ...file.record, key_path } } }));
      await deliver(world);

      await expectInOrder(world, [{ file, status: "pending", stays: true }], { deadLetters: 1 });
    }));
});
