import type { Description } from "./description.ts";
import { WEBHOOK_DESCRIPTIONS } from "./webhook-descriptions.ts";

/** Members that are the same wherever they are. */
export const MEMBERS: Readonly<Record<string, string>> = {
  file_id: "The id of the file.",
  file_name: "The name of the file, in NFC.",
  extension: "The extension, with its dot and in lower case. Empty if there is none.",
  type: "The media type.",
  len: "The bytes of the file. 0 while the length of a streamed file is not known.",
  status: "The status of the file.",
  details: "A sentence for people.",
  error_code: "Only with the status `error`: why.",
  retryable: "Only with the status `error`: whether a retry may help.",
  verified: "Only when completed: the checksum that S3 computed. Absent if the server computes none.",
  created_at: "When the file was announced, in UTC.",
  updated_at: "When the record last changed, in UTC.",
  path: "The folder of the file, such as `trips/2026`. A label: no object key has it.",
  tags: "Labels of the file.",
  method: "The HTTP method with which the bytes are sent.",
  url: "A presigned URL. Everybody who has it may use it until it expires.",
  expires_at: "When that ends, in UTC.",
  expires_in: "The seconds until expires_at, for a client whose clock is wrong.",
  part_number: "The number of the part, from 1.",
  index: "The place of the file in the request, from 0.",
  problem: "Why there is nothing else for this file.",
  algorithm: "The algorithm of the checksum.",
  next_cursor: "Present if there may be more. Send it as `cursor` for the next page.",
};

const FORM = {
  url: "The URL to send the form to.",
  fields: "The fields of the form. All of them come before the file, which is the last field, `file`.",
  expires_at: "When the form expires, in UTC.",
};

const PLAN = {
  part_size: "The bytes of each part but the last.",
  part_count: "The number of parts, or the largest number if the length is not known.",
  checksum: "How the checksums of the parts and of the whole are computed.",
  max_len: "Only if the length is not known: the most bytes that the file may have.",
  expires_at: "When the plan ends, in UTC.",
};

/** Every component. */
export const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  Uuid: { is: "The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case." },
  Problem: {
    is: "RFC 9457. Decide by `code`; `detail` says what to do; `errors` names every fault of the input.",
    members: {
      type: "A URN with the code. There is no page behind it.",
      title: "What is wrong, in general: the same for each problem with this code.",
      status: "The HTTP status.",
      code: "What is wrong, for programs.",
      detail: "What is wrong in this case, and what to do.",
      instance: "The id of the request, for the operators' logs.",
      errors: "The faults of the input, at most 50.",
      missing_parts: "Only with `parts-missing`: the numbers of the parts to send, the first 100.",
    },
  },
  Fault: {
    is: "What is wrong with one member of the input.",
    members: {
      pointer: "A JSON pointer into the body or the query, such as `#/len`.",
      detail: "What is wrong with that member.",
    },
  },
  ProblemCode: { is: "The code of a problem. A newer service may send codes that are not listed." },
  KnownProblemCode: { is: "The codes of problems that this version sends." },
  ErrorCode: {
    is: "The reason of the status `error`. A newer service may send codes that are not listed.",
  },
  KnownErrorCode: { is: "The reasons of the status `error` that this version sends." },
  Status: { is: "The status of a file. A newer service may send statuses that are not listed." },
  KnownStatus: { is: "The statuses that this version sends." },
  ListedStatus: { is: "The statuses that a list can be filtered by." },
  SettableStatus: { is: "The statuses that an operator can set." },
  Actor: { is: "Who changed a status. A newer service may send actors that are not listed." },
  KnownActor: { is: "The actors that this version sends." },
  ChecksumAlgorithm: {
    is: "The algorithm of a checksum. A newer service may send algorithms that are not listed.",
  },
  KnownChecksumAlgorithm: { is: "The algorithms of checksums that this version knows." },
  CrcAlgorithm: {
    is: "The algorithm of the checksums of a plan. A newer service may send algorithms that are not listed.",
  },
  KnownCrcAlgorithm: { is: "The algorithms for files that come in parts that this version knows." },
  UploadChecksum: {
    is: "The checksum of the whole file.",
    members: {
      value: "Base64 of the big-endian digest. Only a plan may leave it out until it is confirmed.",
    },
  },
  ConfirmedChecksum: {
    is: "The checksum of the whole file, in the algorithm of its plan.",
    members: { value: "Base64 of the big-endian digest." },
  },
  DeclaredChecksum: {
    is: "The checksum of the whole file that the client declared.",
    members: { value: "Base64 of the big-endian digest." },
  },
  VerifiedChecksum: {
    is: "The checksum of the whole file that S3 computed.",
    members: {
      value: "Base64 of the big-endian digest.",
      declared: "Whether the client had declared the same value.",
    },
  },
  PlanChecksum: { is: "The checksums of a plan." },
  Tags: { is: "Pairs of a key and a value, such as `album` and `summer`. They label files in lists." },
  UploadRequest: {
    is: "The announcement of one file.",
    members: {
      file_name:
        "The name of the file, without folders. Up to 255 bytes of UTF-8. Stored in Unicode's NFC: a name that is sent decomposed comes back composed.",
      extension:
        "The extension, such as `.jpg`. Default: what file_name ends in. What libraries call the extension of this name is accepted, with its dot or without, and in any case.",
      type: "The media type, such as `image/jpeg`, or the nature of the file: image, video, audio, document, text, archive. Empty, a wildcard or `application/octet-stream`: the extension decides. Parameters are ignored.",
      len: "The bytes of the file. Only a relay that streams a file in parts may leave it out.",
      checksum: "The checksum of the file. S3 accepts no other bytes.",
      multipart: "Whether to get a plan of parts, also for a file that one POST could send.",
      max_len: "Only without len: the most bytes that the file may have.",
      on_behalf_of: "Only for members of the group relays: the `sub` of the user who will own the file.",
    },
  },
  UploadsRequest: { is: "The announcement of several files.", members: { files: "The files, up to 50." } },
  UploadAnswer: { is: "A form, or a plan of parts. `method` tells them apart." },
  UploadForm: { is: "The presigned POST of one file.", members: FORM },
  FormFields: { is: "The fields of a presigned POST. Send them as they are." },
  UploadPlan: {
    is: "The plan of a file that comes in parts. POST /upload-parts signs a URL for each part.",
    members: PLAN,
  },
  UploadsView: {
    is: "The outcomes of POST /uploads.",
    members: { files: "The outcome of each file, in the order of the request." },
  },
  UploadOutcome: { is: "What POST /upload would return for one file, or a problem." },
  IndexedForm: { is: "The presigned POST of one file of several.", members: FORM },
  IndexedPlan: { is: "The plan of one file of several.", members: PLAN },
  IndexedStatus: { is: "The status of one file of several: its Idempotency-Key needs no form any more." },
  IndexedProblem: { is: "The problem of one file of several." },
  PartsRequest: {
    is: "The parts to sign, or a page of the parts that S3 has.",
    members: {
      parts: "The parts to sign, up to 100.",
      list: "Whether to list the parts that S3 has.",
      cursor: "The next_cursor of the page before this one.",
    },
  },
  PartToSign: {
    is: "One part to sign.",
    members: {
      checksum: "The checksum of the part, in the algorithm of the plan: base64 of the big-endian digest.",
      size: "The bytes of the part. Only for a file whose length is not known.",
    },
  },
  PartsView: {
    is: "The presigned PUTs, and the parts that S3 has.",
    members: {
      parts: "A presigned PUT for each part of the request.",
      uploaded: "Only with `list`: the parts that S3 has.",
    },
  },
  SignedPart: {
    is: "The presigned PUT of one part.",
    members: {
      url: "The URL to send the part to, as the body of a PUT.",
      headers: "The headers of that PUT.",
      size: "The exact Content-Length of that PUT. It is signed.",
      expires_at: "When the URL expires, in UTC.",
    },
  },
  PartHeaders: { is: "The headers of a presigned PUT. Send them as they are." },
  UploadedPart: {
    is: "One part that S3 has.",
    members: {
      size: "The bytes of the part.",
      checksum: "Base64 of its checksum, in the algorithm of the plan. Absent if S3 has none.",
    },
  },
  ConfirmRequest: {
    is: "The file whose bytes are in S3. Only a plan has more than file_id.",
    members: {
      checksum: "The checksum of the whole, unless it was announced.",
      len: "The bytes of the file, unless they were announced.",
    },
  },
  UpdateRequest: {
    is: "The status to set.",
    members: { status: "The new status.", details: "The reason, which the owner reads." },
  },
  StatusView: { is: "The status of one file." },
  StatusList: {
    is: "The statuses of several files.",
    members: { files: "The outcome of each file, in the order of the request." },
  },
  StatusOutcome: { is: "The status of one file of several, or a problem." },
  StatusProblem: { is: "The problem of one file of several." },
  Consultation: { is: "The status of one file, or, if file_id was repeated, the statuses of several." },
  FileList: { is: "One page of files.", members: { files: "The files of the page." } },
  ListedFile: { is: "One file of a list." },
  FileView: {
    is: "The record of a file, as its owner sees it.",
    members: {
      type: "The media type that was declared.",
      served_type:
        "The media type as which the file is downloaded. Only if its bytes are another format of the kind of `type`.",
      checksum: "The checksum that the client declared, or that S3 had of an object in inbox/.",
      uploaded_by:
        "The `sub` of the relay that uploaded the file on behalf of its owner. `inbox` if a system wrote it to inbox/ of the bucket.",
      history: "The last 20 changes of the status, the oldest first.",
      download: "Only when completed.",
    },
  },
  Change: {
    is: "A change of the status.",
    members: { status: "The new status.", at: "When, in UTC.", by: "Who changed it." },
  },
  Download: {
    is: "A presigned GET. Everybody who has the URL may download the file until it expires.",
    members: { url: "The URL of the bytes.", expires_at: "When the URL expires, in UTC." },
  },
  OperatorFileView: {
    is: "The record of a file of any owner, as operators see it. It has no URL.",
    members: {
      type: "The media type that was declared.",
      served_type:
        "The media type as which the file is downloaded. Only if its bytes are another format of the kind of `type`.",
      checksum: "The checksum that the client declared, or that S3 had of an object in inbox/.",
      uploaded_by:
        "The `sub` of the relay that uploaded the file on behalf of its owner. `inbox` if a system wrote it to inbox/ of the bucket.",
      history: "The last 20 changes of the status, the oldest first.",
      owner: "The `sub` of the owner. The user may not exist any more.",
      cause: "Only with the status `error`: what happened inside the service.",
      attempts: "How often movers have claimed the file since the last progress or retry.",
      lease_owner: "The message of the mover that works on the file, or did until lease_until.",
      lease_until: "When the lease of that mover ends, in UTC.",
      check_at: "When the reconciler looks at the file next, in UTC. Absent if it never does.",
      expires_at: "When the form or the plan ends, in UTC.",
      key_path: "The key of the bytes that the client sent.",
      dest_path: "The key of the completed file.",
      quarantine_path: "The key of the bytes in quarantine. Only if the file was ever quarantined.",
      quarantine_step:
        "Only when quarantined: whether its bytes are on their way in, held, or on their way out.",
      upload_id: "The client's multipart upload to key_path. Absent when it is completed.",
      copy_upload_id: "The mover's multipart upload to dest_path. Absent when it is completed.",
      purge_at: "When the record may be removed, in UTC. Only of files that expired or were deleted.",
      version: "The number of writes of the record.",
      allowed:
        "The statuses that an operator may set now: `deleted` by DELETE /files/{file_id}, the others by POST /update-status.",
    },
  },
  QuarantineStep: {
    is: "Where the bytes of a quarantined file are on their way to. A newer service may send values that are not listed.",
  },
  KnownQuarantineStep: { is: "The steps that this version sends." },
  OperationsView: {
    is: "What is not finished.",
    members: {
      unfinished: "The number of files in each status that is not final.",
      oldest: "The oldest file that is not finished. Absent if there is none.",
      complete: "False if there are more files than one call reads. Each count is then a minimum.",
      at: "When the files were counted, in UTC.",
    },
  },
  Unfinished: {
    is: "The number of files in each status that is not final.",
    members: {
      pending: "Announced, without bytes.",
      uploaded: "Waiting for the mover.",
      processing: "Held by a mover.",
      expired: "Expired without bytes, and not cleaned up yet.",
      quarantined: "Quarantined or released, with bytes that have not moved yet.",
      deleted: "Deleted, with bytes that are still there.",
    },
  },
  OldestFile: {
    is: "The oldest file that is not finished.",
    members: { age_seconds: "The seconds since created_at." },
  },
  ServiceView: {
    is: "What a client must know before it signs in. No member is a secret.",
    members: {
      service: "Always `malote`.",
      version: "The version of the service.",
      region: "The AWS region.",
      user_pool_id: "The Cognito user pool whose ID tokens the API accepts.",
      client_id: "The app client of the user pool with which web and mobile apps sign in.",
      endpoint_url: "The URL of Cognito. Only of a stack that does not run on AWS.",
      max_file_bytes: "The bytes of the largest file.",
      single_upload_bytes: "The bytes of the largest file that one POST can send.",
      min_part_bytes: "The bytes of the smallest part. The last part may be smaller.",
      allowed_types: "The accepted media types, such as `image/*`.",
      denied_extensions: "The refused extensions, such as `.exe`, whatever the media type is.",
      max_batch: "The most files of one POST /uploads, and of one GET /consult-status.",
      features:
        "What this version can do beyond single uploads, and `sign-up` where people may create their own accounts. Ignore names that you do not know.",
    },
  },
  ...WEBHOOK_DESCRIPTIONS,
};

/** The parameters in paths and queries. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  webhook_id: "The id of a webhook, as POST /webhooks returned it.",
  delivery_id: "The id of a delivery, as GET /webhooks/{webhook_id}/deliveries returned it.",
  file_id: "The id of a file, as POST /upload returned it.",
  status: "Only files with this status.",
  name: "Only files with this text in their name. Upper and lower case are the same.",
  path: "Only files in this folder and its subfolders.",
  tag: "Only files with this tag: its key, a colon and its value. Repeat it for several tags.",
  limit: "The most files of a page.",
  cursor: "The next_cursor of the page before this one. Leave it out for the first page.",
  reason: "Why the file is deleted. It is kept with the record.",
};
