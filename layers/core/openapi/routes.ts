import { union } from "valibot";
import {
  ConfirmRequest,
  ConsultQuery,
  FileList,
  FileReference,
  FileView,
  ListRequest,
  OperationsView,
  OperatorFileView,
  PartsRequest,
  PartsView,
  RemoveRequest,
  ServiceView,
  StatusList,
  StatusView,
  UpdateRequest,
  UploadAnswer,
  UploadRequest,
  UploadsRequest,
  UploadsView,
} from "../src/index.ts";
import * as examples from "./examples.ts";
import type { RouteDescription } from "./route-description.ts";
import { webhookRoutes } from "./webhook-routes.ts";

const BODY = ["malformed-json", "unsupported-media-type"];
const status = { name: "StatusView", of: StatusView };

/** The routes of the functions (functions/<name>/handler.ts). */
export const routes: readonly RouteDescription[] = [
  {
    method: "post",
    path: "/upload",
    operationId: "requestUpload",
    summary: "Announce a file and get a form, or a plan of its parts",
    description:
      "Returns a presigned POST, which sends the file straight to S3: send all of `fields`, and the file as the last field, `file`. Send no `Authorization` header to S3, which responds 400 to it. S3 accepts exactly the announced bytes: their number, their media type and, if given, their checksum. `path` (a folder, such as `trips/2026`) and `tags` are labels to list files by; the object's key has none of them. The service moves the file when its bytes have arrived; POST /confirm-upload makes that sooner. With `multipart: true`, or if `len` is over 5 GiB, the response is a plan: POST /upload-parts signs a PUT for each part, and POST /confirm-upload ends the upload. A plan lives for 7 days. Its checksum is CRC64NVME, CRC32 or CRC32C, and may have no `value` yet. Only a member of the group relays may leave `len` out of a plan. With an Idempotency-Key, the same request returns the same file: with a form while nothing has arrived (a new one, with a new expires_at, when the form before it has expired), and with its status from then on.",
    headers: ["Idempotency-Key"],
    body: {
      name: "UploadRequest",
      of: UploadRequest,
      examples: {
        plain: examples.uploadRequest,
        "with a checksum": examples.uploadWithChecksum,
        "in parts": examples.planRequest,
        "in a folder, with tags": examples.uploadInFolder,
      },
    },
    responses: {
      200: {
        description: "The file of this Idempotency-Key needs no form any more: its status.",
        schema: status,
        examples: { completed: examples.completed },
      },
      201: {
        description: "The presigned POST, or the plan of the parts.",
        schema: { name: "UploadAnswer", of: UploadAnswer },
        examples: { form: examples.uploadView, plan: examples.planView },
        headers: ["Location"],
      },
    },
    problems: [
      ...BODY,
      "forbidden",
      "changed-meanwhile",
      "file-deleted",
      "file-too-large",
      "type-not-allowed",
      "checksum-not-for-size",
      "checksum-not-for-parts",
      "unknown-owner",
      "idempotency-conflict",
    ],
  },
  {
    method: "post",
    path: "/uploads",
    operationId: "requestUploadBatch",
    summary: "Announce up to 50 files at once",
    description:
      "Each entry of `files` is a body of POST /upload, and has its own outcome: what POST /upload returns, or a problem. So the response is 200 also if every entry has a problem, and a faulty entry changes nothing for the others. `index` is the place of the entry in the request, from 0; `errors` of a problem point into the request. With an Idempotency-Key, the same entry at the same place returns the same file. The key may be the same as one of POST /upload: the files are others.",
    headers: ["Idempotency-Key"],
    body: { name: "UploadsRequest", of: UploadsRequest, examples: { two: examples.uploadsRequest } },
    responses: {
      200: {
        description: "The outcome of each entry, in the order of the request.",
        schema: { name: "UploadsView", of: UploadsView },
        examples: { "a form and a problem": examples.uploadsView },
      },
    },
    problems: [...BODY],
  },
  {
    method: "post",
    path: "/upload-parts",
    operationId: "signUploadParts",
    summary: "Get a presigned PUT for each part",
    description:
      "For a file that comes in parts. Each URL accepts exactly the bytes of one part: their number and their checksum, in the algorithm of the plan. Send the part as the body of a PUT, with `headers`. With `list`, the response has the parts that S3 holds, in pages of up to 1,000, so that a client can continue after a crash: compare their checksums first. Up to 100 parts are signed in one call. `size` is only for a file whose length is not known. A URL may be used until it expires, so the checksum of the whole, which POST /confirm-upload takes, decides.",
    body: {
      name: "PartsRequest",
      of: PartsRequest,
      examples: { sign: examples.partsRequest, list: { file_id: examples.FILE_ID, list: true } },
    },
    responses: {
      200: {
        description: "The presigned PUTs, and the parts that S3 has.",
        schema: { name: "PartsView", of: PartsView },
        examples: { signed: examples.partsView, listed: examples.partsListed },
      },
    },
    problems: [...BODY, "file-not-found", "upload-not-open", "upload-expired"],
  },
  {
    method: "post",
    path: "/confirm-upload",
    operationId: "confirmUpload",
    summary: "Confirm that the bytes are in S3",
    description:
      "Queues the file to be verified and moved. It is optional for a form, because S3's notification does the same. For a plan it ends the upload: it takes the checksum of the whole file, unless that was announced, and `len`, if that was not. All parts must be in S3: `missing_parts` of the problem parts-missing has those that are not. After the error `parts-differ`, send the parts and confirm again. After another error of a form, post the right bytes with the form, as long as it has not expired, and confirm again: the file is queued (202) if its bytes are not those that were judged, or if the error is `retryable`. An error that an operator set stays. A second call does no harm.",
    body: {
      name: "ConfirmRequest",
      of: ConfirmRequest,
      examples: { file: { file_id: examples.FILE_ID }, plan: examples.confirmPlan },
    },
    responses: {
      200: {
        description: "The file was queued before: its status.",
        schema: status,
        examples: { completed: examples.completed, error: examples.inError },
      },
      202: { description: "Queued.", schema: status, examples: { queued: examples.queued } },
    },
    problems: [...BODY, "file-not-found", "not-uploaded", "parts-missing", "parts-differ", "upload-expired"],
  },
  {
    method: "post",
    path: "/update-status",
    operationId: "updateStatus",
    summary: "Set a status (operators)",
    description:
      "For operators, and workers in their group. `uploaded` after `error` is a retry. `completed` requires the bytes at their destination. `quarantined`, after `completed`, takes a file out of reach: no URL for it is signed any more, and URLs that were signed before end when its bytes have left their key a moment later. It requires `details`, the reason that the owner reads. `completed` after `quarantined` releases the file: the response is `quarantined` until the bytes are back. If the file already has the status, nothing changes and the response is 200.",
    body: {
      name: "UpdateRequest",
      of: UpdateRequest,
      examples: { error: examples.updateRequest, quarantined: examples.quarantineRequest },
    },
    responses: {
      200: {
        description: "The status after the call.",
        schema: status,
        examples: { error: examples.inError, quarantined: examples.quarantined },
      },
    },
    problems: [
      ...BODY,
      "forbidden",
      "file-not-found",
      "transition-not-allowed",
      "file-in-move",
      "bytes-not-found",
      "changed-meanwhile",
    ],
  },
  {
    method: "get",
    path: "/consult-status",
    operationId: "getStatus",
    summary: "The status of a file, or of several",
    description:
      "The status of the last write. Poll with If-None-Match to receive only changes. file_id may be repeated up to 50 times: then the response has `files`, in the order of the request, and a file that is not yours has a problem there. With one file_id, such a file is a 404.",
    headers: ["If-None-Match"],
    query: ConsultQuery.entries,
    responses: {
      200: {
        description: "The status, or the statuses.",
        schema: { name: "Consultation", of: union([StatusView, StatusList]) },
        examples: {
          completed: examples.completed,
          error: examples.inError,
          several: examples.statusList,
        },
        headers: ["ETag"],
      },
      304: { description: "The status has not changed since the ETag in If-None-Match.", headers: ["ETag"] },
    },
    problems: ["file-not-found"],
  },
  {
    method: "get",
    path: "/files",
    operationId: "listFiles",
    summary: "Your files, newest first, or those of a folder",
    description:
      "One page for each call. `path` lists a folder with its subfolders (`trips/2026` has the files of `trips/2026/lisbon`, and not those of `trips/20266`), folder by folder, and in each folder the newest file first. `tag` is the key and the value of a tag, such as `album:summer`; sent several times, a file must have all of them. With filters, a page may be short or empty and still have a next_cursor. The last page has no next_cursor. The list may be a moment behind a change; GET /consult-status is not.",
    query: ListRequest.entries,
    responses: {
      200: {
        description: "A page.",
        schema: { name: "FileList", of: FileList },
        examples: { page: examples.fileList },
      },
    },
    problems: [],
  },
  {
    method: "get",
    path: "/files/{file_id}",
    operationId: "getFile",
    summary: "A file's record, history and download URL",
    description: "A completed file has `download`: a URL that is valid for 15 minutes.",
    pathParameters: FileReference.entries,
    responses: {
      200: {
        description: "The record.",
        schema: { name: "FileView", of: FileView },
        examples: { completed: examples.fileView },
      },
    },
    problems: ["file-not-found"],
  },
  {
    method: "delete",
    path: "/files/{file_id}",
    operationId: "deleteFile",
    summary: "Delete a file",
    description:
      "After this call, the file does not exist. Its bytes are deleted at once, or, if they are being moved, when the move has ended. An operator may delete the file of every user, and only an operator may delete a quarantined file. A relay may delete a file that it uploads on behalf of a user as long as the file is pending; for every other file it gets `file-not-found`. `reason` is kept with the record for 30 days.",
    pathParameters: FileReference.entries,
    query: { reason: RemoveRequest.entries.reason },
    responses: { 204: { description: "Deleted." } },
    problems: ["file-not-found", "transition-not-allowed", "changed-meanwhile"],
  },
  {
    method: "get",
    path: "/operations",
    operationId: "getOperations",
    summary: "What is not finished (operators)",
    description: "The number of files in each unfinished status, and the oldest of these files.",
    query: {},
    responses: {
      200: {
        description: "The counts.",
        schema: { name: "OperationsView", of: OperationsView },
        examples: { quiet: examples.operations },
      },
    },
    problems: ["forbidden"],
  },
  {
    method: "get",
    path: "/operations/files/{file_id}",
    operationId: "getOperationsFile",
    summary: "The record of any file (operators)",
    description:
      "The file of any owner: its history, the cause of an error, its attempts and lease, its keys in the bucket, and `allowed`, the statuses that an operator may set now. It has no URL to download the file. A deleted file is `deleted` here until its record is removed, 30 days later.",
    pathParameters: FileReference.entries,
    responses: {
      200: {
        description: "The record.",
        schema: { name: "OperatorFileView", of: OperatorFileView },
        examples: { error: examples.operatorFile },
      },
    },
    problems: ["forbidden", "file-not-found"],
  },
  {
    method: "get",
    path: "/.well-known/malote",
    operationId: "getService",
    summary: "What a client must know, without a token",
    description:
      "Where to sign in, what may be uploaded, and what this version can do. It is the same for everybody until the next deployment. Keep it for an hour.",
    query: {},
    isPublic: true,
    responses: {
      200: {
        description: "The service.",
        schema: { name: "ServiceView", of: ServiceView },
        examples: { service: examples.service },
        headers: ["Cache-Control"],
      },
    },
    problems: [],
  },
  ...webhookRoutes,
];
