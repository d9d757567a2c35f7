import { asyncStorage, connect, type DeviceFile, MaloteError, upload, waitFor } from "malote/react-native";
import { crc32 } from "../../source/utils/crc32.ts";
import { defineGlobals } from "./globals.ts";

// An app in the virtual machine of Hermes: it uploads a file in one POST, then in parts, and prints what arrived.

declare const print: (text: string) => void;

const PART = 100_000;
const SIZE = 10 * PART + 50_000;
const URI = "file:///films/my%20film.bin";

const files = new Map<string, Uint8Array<ArrayBuffer>>();
const bytesOf = (uri: string) => files.get(uri) ?? new Uint8Array(0);

class File implements DeviceFile {
  readonly uri: string;
  readonly name = "";
  readonly lastModified = 1;
  constructor(...uris: string[]) {
    this.uri = uris.join("/");
  }
  get exists() {
    return files.has(this.uri);
  }
  get size() {
    return bytesOf(this.uri).length;
  }
  create() {
    files.set(this.uri, new Uint8Array(0));
  }
  delete() {
    files.delete(this.uri);
  }
  open() {
    const { uri } = this;
    return {
      offset: 0,
      async readBytes(length: number) {
        const bytes = bytesOf(uri).slice(this.offset, this.offset + length);
        this.offset += bytes.length;
        return bytes;
      },
      async writeBytes(bytes: Uint8Array) {
        const before = bytesOf(uri);
        const after = new Uint8Array(before.length + bytes.length);
        after.set(before);
        after.set(bytes, before.length);
        files.set(uri, after);
      },
      close() {},
    };
  }
}

const arrived = new Uint8Array(SIZE);
let parts = 0;
let announced: { file_name?: string } = {};

defineGlobals((method, url, body) => {
  if (url.startsWith("https://s3/")) {
    const { uri, file } = body as { uri?: string; file?: { uri: string } };
    const part = Number(/part=(\d+)/.exec(url)?.[1] ?? 1);
    arrived.set(bytesOf(uri ?? file?.uri ?? ""), (part - 1) * PART);
    parts++;
    return [method === "POST" ? 204 : 200, ""];
  }
  const names = { file_id: "f", file_name: "my film.bin" };
  if (url.endsWith("/malote")) return [200, { features: ["multipart"] }];
  if (url.endsWith("/upload")) {
    announced = body as typeof announced;
    if (!("multipart" in announced)) return [201, { ...names, url: "https://s3/", fields: { key: "k" } }];
    return [201, { ...names, part_size: PART, part_count: 11, checksum: { algorithm: "CRC32" } }];
  }
  if (url.endsWith("/upload-parts")) {
    const wanted = (body as { parts: { part_number: number }[] }).parts;
    const urls = wanted.map(({ part_number }) => ({
      part_number,
      url: `https://s3/?part=${part_number}`,
      headers: {},
    }));
    return [200, { file_id: "f", parts: urls }];
  }
  return [200, { ...names, status: method === "GET" ? "completed" : "uploaded" }];
});

const bytes = new Uint8Array(SIZE).map((_, i) => i * 31 + (i >> 8) * 17);
files.set(URI, bytes);
const stored = new Map<string, string>();
const store = asyncStorage({
  getItem: async (key) => stored.get(key) ?? null,
  setItem: async (key, value) => void stored.set(key, value),
  removeItem: async (key) => void stored.delete(key),
});

const uploadOnce = async (multipartFrom: number) => {
  arrived.fill(0);
  parts = 0;
  const fileSystem = { File, Paths: { cache: { uri: "file:///cache" } } };
  const malote = connect({ url: "https://a.example", token: "t", fileSystem });
  const { checksum, len } = await upload(malote, URI, { store, multipartFrom, hedging: 0 });
  const { status } = await waitFor(malote, "f");
  const isSame = crc32(arrived) === crc32(bytes);
  return {
    checksum: checksum.value,
    len,
    name: announced.file_name,
    status,
    parts,
    isSame,
    kept: stored.size,
  };
};

const main = async () => {
  const single = await uploadOnce(2 * SIZE);
  const multipart = await uploadOnce(1);
  files.delete(URI);
  const error: unknown = await uploadOnce(1).catch((error: unknown) => error);
  const refused = error instanceof TypeError && !(error instanceof MaloteError) ? error.message : "";
  print(JSON.stringify({ single, multipart, refused, cached: files.size }));
};

main().catch((error: unknown) => print(String(error)));
