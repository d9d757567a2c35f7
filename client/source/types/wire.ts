/** Responses that only this package reads. */

/** A multipart upload that the service has started. */
export interface UploadPlan {
  file_id: string;
  file_name: string;
  extension: string;
  type: string;
  method: "PUT";
  /** Bytes of each part but the last. */
  part_size: number;
  part_count: number;
  max_len?: number;
  checksum: { algorithm: "CRC32" | "CRC32C" | "CRC64NVME" };
  expires_at: string;
  expires_in: number;
}

export interface PartUrl {
  part_number: number;
  url: string;
  size: number;
  headers: Record<string, string>;
  expires_at: string;
  expires_in: number;
}

export interface UploadedPart {
  part_number: number;
  size: number;
  checksum?: string;
}

export interface PartsResponse {
  file_id: string;
  parts: PartUrl[];
  uploaded?: UploadedPart[];
  next_cursor?: string;
}

/** GET /.well-known/malote. A deployment may have none of it. */
export interface Description {
  service?: "malote";
  version?: string;
  region?: string;
  user_pool_id?: string;
  client_id?: string;
  endpoint_url?: string;
  max_file_bytes?: number;
  single_upload_bytes?: number;
  min_part_bytes?: number;
  allowed_types?: string[];
  denied_extensions?: string[];
  max_batch?: number;
  features?: string[];
}
