import type { Body, Slice } from "../types/source.ts";

/** Bytes read at once. The page's thread stays free between two reads. */
const CHUNK = 1024 * 1024;

export const sliceOfBlob = (blob: Blob): Slice => ({
  size: blob.size,
  blob,
  async *chunks() {
    for (let at = 0; at < blob.size; at += CHUNK) {
      yield new Uint8Array(await blob.slice(at, at + CHUNK).arrayBuffer());
    }
  },
});

export const sliceOfBytes = (bytes: Uint8Array<ArrayBuffer>): Slice => ({
  size: bytes.length,
  async *chunks() {
    if (bytes.length > 0) yield bytes;
  },
});

/** The bytes of a slice in one piece. Only for slices whose size is bounded. */
export const bytesOf = async (slice: Slice): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes = new Uint8Array(slice.size);
  let at = 0;
  for await (const chunk of slice.chunks()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
};

export const bodyOf = (...pieces: Slice[]): Body => ({
  size: pieces.reduce((bytes, { size }) => bytes + size, 0),
  pieces,
});

/** The body as one Blob. Blobs of files stay on disk: the platform reads them as it sends them. */
export const blobOf = async ({ pieces }: Body): Promise<Blob> =>
  new Blob(await Promise.all(pieces.map((piece) => piece.blob ?? bytesOf(piece))));
