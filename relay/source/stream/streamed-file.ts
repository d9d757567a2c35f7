import type { Checksum, Status } from "malote/node";

/** A file that S3 has, and the service has confirmed. */
export interface StreamedFile {
  file_id: string;
  file_name: string;
  len: number;
  status: Status;
  checksum: Checksum;
}
