import type { GenericSchema } from "valibot";
import {
  ConfirmRequest,
  FileList,
  FileReference,
  FileView,
  ListRequest,
  OperationsView,
  StatusView,
  UpdateRequest,
  UploadRequest,
  UploadView,
} from "../src/index.ts";
import * as examples from "./examples.ts";

type Entries = Record<string, GenericSchema>;

export type AnswerDescription = {
  description: string;
  schema?: { name: string; of: GenericSchema };
  examples?: Record<string, unknown>;
  headers?: readonly ("ETag" | "Location")[];
};

export type RouteDescription = {
  method: "get" | "post" | "delete";
  path: string;
  operationId: string;
  summary: string;
  description: string;
  headers?: readonly ("Idempotency-Key" | "If-None-Match")[];
  query?: Entries;
  pathParameters?: Entries;
  body?: { name: string; of: GenericSchema; examples: Record<string, unknown> };
  answers: Record<number, AnswerDescription>;
  /** Codes of its problems besides those of every route. */
  problems: readonly string[];
};

const BODY = ["malformed-json", "unsupported-media-type", "request-too-large"];
const status = { name: "StatusView", of: StatusView };

/** The routes as the functions wire them (functions/<name>/handler.ts). */
export const routes: readonly RouteDescription[] = [
  {
    method: "post",
    path: "/upload",
    operationId: "requestUpload",
    summary: "Announce a file and get a form to send it with",
    description:
      "Answers a presigned POST straight to S3: send every one of `fields`, and last the file as `file`. It takes exactly the announced bytes: their number, their media type and, where given, their checksum. Bytes that are there by themselves go on to be moved; POST /confirm-upload makes that sooner. With an Idempotency-Key the same request gives the same file again.",
    headers: ["Idempotency-Key"],
    body: {
      name: "UploadRequest",
      of: UploadRequest,
      examples: { plain: examples.uploadRequest, "with a checksum": examples.uploadWithChecksum },
    },
    answers: {
      200: {
        description: "The file of this Idempotency-Key is past sending: its status, without a form.",
        schema: status,
        examples: { completed: examples.completed },
      },
      201: {
        description: "The form.",
        schema: { name: "UploadView", of: UploadView },
        examples: { form: examples.uploadView },
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
      "idempotency-conflict",
    ],
  },
  {
    method: "post",
    path: "/confirm-upload",
    operationId: "confirmUpload",
    summary: "Say that the bytes are in S3",
    description:
      "Queues the file to be verified and moved. Optional: S3's own notification does the same. Saying it twice does no harm.",
    body: { name: "ConfirmRequest", of: ConfirmRequest, examples: { file: { file_id: examples.FILE_ID } } },
    answers: {
      200: {
        description: "It was queued before; the status as it is.",
        schema: status,
        examples: { completed: examples.completed, error: examples.inError },
      },
      202: { description: "Queued.", schema: status, examples: { queued: examples.queued } },
    },
    problems: [...BODY, "file-not-found", "not-uploaded", "upload-expired"],
  },
  {
    method: "post",
    path: "/update-status",
    operationId: "updateStatus",
    summary: "Set a status (operators)",
    description:
      "For operators, and workers in their group. `uploaded` after `error` is a retry; `completed` needs the bytes at their destination. A status that already holds is no error and changes nothing.",
    body: { name: "UpdateRequest", of: UpdateRequest, examples: { error: examples.updateRequest } },
    answers: {
      200: { description: "The status as it is now.", schema: status, examples: { error: examples.inError } },
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
    operationId: "consultStatus",
    summary: "Where a file is",
    description: "As of the last write. Poll with If-None-Match to be told only of changes.",
    headers: ["If-None-Match"],
    query: FileReference.entries,
    answers: {
      200: {
        description: "Where it is.",
        schema: status,
        examples: { completed: examples.completed, error: examples.inError },
        headers: ["ETag"],
      },
      304: { description: "As the If-None-Match has it.", headers: ["ETag"] },
    },
    problems: ["file-not-found"],
  },
  {
    method: "get",
    path: "/files",
    operationId: "listFiles",
    summary: "Your files, newest first",
    description:
      "A page at a time. With filters a page may be short, or empty, and still have a next_cursor: the list ends where there is none. It may lag behind a change by a moment; GET /consult-status never does.",
    query: ListRequest.entries,
    answers: {
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
    operationId: "downloadFile",
    summary: "A file's record, history and download URL",
    description: "`download` is there once the file is completed: a URL that is good for 15 minutes.",
    pathParameters: FileReference.entries,
    answers: {
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
    operationId: "removeFile",
    summary: "Delete a file",
    description:
      "From now on it does not exist. Its bytes go at once where nothing is moving them, else as soon as that has ended.",
    pathParameters: FileReference.entries,
    answers: { 204: { description: "Deleted." } },
    problems: ["file-not-found", "changed-meanwhile"],
  },
  {
    method: "get",
    path: "/operations",
    operationId: "showOperations",
    summary: "What is not finished (operators)",
    description: "How many files are in each unfinished status, and the oldest of them.",
    query: {},
    answers: {
      200: {
        description: "The counts.",
        schema: { name: "OperationsView", of: OperationsView },
        examples: { quiet: examples.operations },
      },
    },
    problems: ["forbidden"],
  },
];
