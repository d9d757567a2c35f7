/** Examples of every route, all of one file: holiday.jpg. */
export const FILE_ID = "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
const created_at = "2026-11-21T12:00:00.000Z";
const expires_at = "2026-11-21T12:15:00.000Z";
const completed_at = "2026-11-21T12:00:02.250Z";

const status = {
  file_id: FILE_ID,
  file_name: "holiday.jpg",
  status: "completed",
  created_at,
  updated_at: completed_at,
};
const listed = { ...status, type: "image/jpeg", len: 482_113 };

export const uploadRequest = {
  file_name: "holiday.jpg",
  extension: ".jpg",
  len: 482_113,
  type: "image/jpeg",
};

const labels = { path: "trips/2026/lisbon", tags: { album: "summer", camera: "x100" } };
export const uploadInFolder = { ...uploadRequest, ...labels };

export const uploadWithChecksum = {
  ...uploadRequest,
  checksum: { algorithm: "SHA256", value: "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=" },
};

export const uploadView = {
  file_id: FILE_ID,
  file_name: "holiday.jpg",
  extension: ".jpg",
  type: "image/jpeg",
  method: "POST",
  url: "https://malote-bucket.s3.us-east-1.amazonaws.com/",
  fields: {
    "Content-Type": "image/jpeg",
    bucket: "malote-bucket",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "ASIA…/20261121/us-east-1/s3/aws4_request",
    "X-Amz-Date": "20261121T120000Z",
    "X-Amz-Security-Token": "…",
    key: `temp/${FILE_ID}.jpg`,
    Policy: "eyJleHBpcmF0aW9uIjoi…",
    "X-Amz-Signature": "9f2c…",
  },
  expires_at,
  expires_in: 900,
};

export const planRequest = {
  file_name: "holiday.mp4",
  extension: ".mp4",
  len: 1_073_741_824,
  type: "video/mp4",
  multipart: true,
};

export const planView = {
  file_id: FILE_ID,
  file_name: "holiday.mp4",
  extension: ".mp4",
  type: "video/mp4",
  method: "PUT",
  part_size: 16_777_216,
  part_count: 64,
  checksum: { algorithm: "CRC64NVME" },
  expires_at: "2026-11-28T12:00:00.000Z",
  expires_in: 604_800,
};

export const partsRequest = {
  file_id: FILE_ID,
  parts: [{ part_number: 1, checksum: "rosUhgp5mIg=" }],
};

export const partsView = {
  file_id: FILE_ID,
  parts: [
    {
      part_number: 1,
      url: `https://malote-bucket.s3.us-east-1.amazonaws.com/temp/${FILE_ID}.mp4?partNumber=1&uploadId=…&X-Amz-Signature=…`,
      headers: { "x-amz-checksum-crc64nvme": "rosUhgp5mIg=" },
      size: 16_777_216,
      expires_at,
      expires_in: 900,
    },
  ],
};

export const partsListed = {
  file_id: FILE_ID,
  parts: [],
  uploaded: [{ part_number: 1, size: 16_777_216, checksum: "rosUhgp5mIg=" }],
  next_cursor: "1",
};

export const confirmPlan = {
  file_id: FILE_ID,
  checksum: { algorithm: "CRC64NVME", value: "rosUhgp5mIg=" },
};

export const queued = { ...status, status: "uploaded", updated_at: "2026-11-21T12:00:01.500Z" };
export const completed = {
  ...status,
  verified: { algorithm: "CRC64NVME", value: "rosUhgp5mIg=", declared: true },
};
export const inError = {
  ...status,
  status: "error",
  details:
    "The bytes are not image/jpeg; they are of no known type. If the file opens where it comes from, announce it again with the extension and the type of its bytes.",
  error_code: "type-differs",
  retryable: false,
};

export const updateRequest = { file_id: FILE_ID, status: "error", details: "The scanner found a virus." };

export const quarantineRequest = {
  file_id: FILE_ID,
  status: "quarantined",
  details: "Reported as malware; write to abuse@example.com.",
};
export const quarantined = { ...status, status: "quarantined", details: quarantineRequest.details };

export const fileView = {
  ...listed,
  ...labels,
  extension: ".jpg",
  history: [
    { status: "pending", at: created_at, by: "owner" },
    { status: "uploaded", at: "2026-11-21T12:00:01.900Z", by: "mover" },
    { status: "processing", at: "2026-11-21T12:00:01.900Z", by: "mover" },
    { status: "completed", at: completed_at, by: "mover" },
  ],
  download: {
    url: `https://malote-bucket.s3.us-east-1.amazonaws.com/dest/${FILE_ID}.jpg?X-Amz-Signature=…`,
    expires_at,
  },
};

export const fileList = {
  files: [{ ...listed, ...labels }],
  next_cursor: "WyIyMDI2LTExLTIxVDEyOjAwOjAwLjAwMFoi…",
};

const { download: _, ...withoutUrl } = fileView;
export const operatorFile = {
  ...withoutUrl,
  ...inError,
  details: "The file could not be moved; try again later.",
  error_code: "not-moved",
  retryable: true,
  history: [
    { status: "pending", at: created_at, by: "owner" },
    { status: "uploaded", at: "2026-11-21T12:00:01.900Z", by: "mover" },
    { status: "processing", at: "2026-11-21T12:00:01.900Z", by: "mover" },
    {
      status: "error",
      at: completed_at,
      by: "mover",
      details: "The file could not be moved; try again later.",
    },
  ],
  owner: "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b",
  cause: "SlowDown: Please reduce your request rate.",
  attempts: 5,
  expires_at,
  key_path: `temp/${FILE_ID}.jpg`,
  dest_path: `dest/${FILE_ID}.jpg`,
  version: 11,
  allowed: ["uploaded", "deleted"],
};

export const operations = {
  unfinished: { pending: 3, uploaded: 0, processing: 1, expired: 0, quarantined: 0, deleted: 0 },
  oldest: { file_id: FILE_ID, status: "pending", created_at, age_seconds: 42 },
  complete: true,
  at: "2026-11-21T12:00:42.000Z",
};

const problemOf = (status: number, code: string, title: string, detail: string, pointer?: string) => ({
  type: `urn:malote:problem:${code}`,
  title,
  status,
  code,
  detail,
  instance: "4f0d…",
  ...(pointer !== undefined && { errors: [{ pointer, detail }] }),
});

export const uploadsRequest = { files: [uploadRequest, { ...uploadRequest, len: 7_000_000_000 }] };

export const uploadsView = {
  files: [
    { index: 0, ...uploadView },
    {
      index: 1,
      problem: problemOf(
        413,
        "file-too-large",
        "The file is too large",
        "len is 7000000000; this service takes files up to 536870912 bytes.",
        "#/files/1/len",
      ),
    },
  ],
};

export const statusList = {
  files: [
    completed,
    {
      file_id: "9f1c2d3e-4a5b-4c6d-8e7f-0a1b2c3d4e5f",
      problem: problemOf(
        404,
        "file-not-found",
        "There is no such file",
        "No file of yours has this file_id; use the one that POST /upload answered.",
      ),
    },
  ],
};

export const service = {
  service: "malote",
  version: "0.1.0",
  region: "us-east-1",
  user_pool_id: "us-east-1_AbCdEfGhI",
  client_id: "1h57kf5cpq17m0eml12EXAMPLE",
  max_file_bytes: 536_870_912,
  single_upload_bytes: 5_368_709_120,
  min_part_bytes: 8_388_608,
  allowed_types: ["*/*"],
  denied_extensions: [".exe", ".msi"],
  max_batch: 50,
  features: ["uploads", "statuses", "multipart", "renewals", "paths", "tags"],
};
