/** A folder of files to upload, each under its own name. */
export interface Folder {
  path: string;
  names: readonly string[];
}

/** A program or library that uploads files, in a process of its own that stays until `stop`. */
export interface Peer {
  /** Its process; undefined if it begins a new process for each upload. */
  pid: number | undefined;
  /** Uploads one file in parts, under this name. Returns what the program reports besides, if it reports something. */
  upload(file: string, name: string): Promise<unknown>;
  /** Uploads all files of a folder. `prefix` goes before the names. */
  uploadAll(folder: Folder, prefix: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Where a peer uploads to, and how. */
export interface Target {
  /** The S3 server, or a proxy in front of it, such as http://127.0.0.1:4711 */
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The most connections at the same time. */
  connections: number;
  /** The part size of the peers that do not choose one. */
  partBytes: number;
  /** A folder for logs. */
  home: string;
}

/** Every peer has this environment and no other variable. */
export const environmentOf = ({ accessKeyId, secretAccessKey, home }: Target): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_EC2_METADATA_DISABLED: "true",
});
