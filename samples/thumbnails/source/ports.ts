/** What the use case needs of others. handler.ts has the real ones, the tests have their own. */
export interface Ports {
  originals: {
    /** The bytes of an object, or undefined if there is none. */
    read(key: string): Promise<Uint8Array | undefined>;
  };
  /** @throws Unreadable */
  scaleDown(bytes: Uint8Array): Promise<Scaled>;
  thumbnails: {
    /** Uploads a thumbnail on behalf of its owner, once for each key. */
    store(thumbnail: Thumbnail): Promise<Stored>;
  };
}

export interface Scaled {
  bytes: Uint8Array;
  type: "image/jpeg" | "image/png";
  extension: ".jpg" | ".png";
}

export interface Thumbnail extends Scaled {
  name: string;
  path: string;
  owner: string;
  tags: Record<string, string>;
  /** The same for each delivery of an event. */
  idempotencyKey: string;
}

/** `refused`: the service accepts this thumbnail neither now nor later, for the reason `code`. */
export type Stored = { outcome: "stored"; file_id: string } | { outcome: "refused"; code: string };

/** An image of which no thumbnail can be made, now or later. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
