import type { GenericSchema } from "valibot";
import { Fault, Problem, ProblemCode } from "../src/contract/problem.ts";
import {
  AttemptView,
  DeliveryView,
  EVENT_TYPES,
  WebhookId,
  WebhookPatch,
  WebhookRequest,
  WebhookView,
} from "../src/contract/webhooks.ts";
import {
  ChangeView,
  ConfirmRequest,
  DeclaredChecksum,
  Download,
  ErrorCode,
  FileId,
  FormFields,
  ListedView,
  ListRequest,
  OldestFile,
  OperatorFileView,
  PartHeaders,
  PartsRequest,
  PlanChecksum,
  PlanView,
  SignedPartView,
  StatusList,
  StatusOutcome,
  StatusProblem,
  StatusView,
  TagsView,
  Unfinished,
  UpdateRequest,
  UploadedPartView,
  UploadOutcome,
  UploadRequest,
  UploadView,
  Uuid,
  VerifiedView,
} from "../src/index.ts";
import { ERROR_CODES, PROBLEM_CODES } from "./codes.ts";

const { checksum: declared, on_behalf_of, tags } = UploadRequest.entries;
const { checksum: confirmed } = ConfirmRequest.entries;
const [IndexedForm, IndexedPlan, IndexedStatus, IndexedProblem] = UploadOutcome.options;

/**
 * The schemas with a name of their own, besides the bodies that routes.ts names. Without a name, each generator invents
 * one, such as UploadsViewFilesItemType2Status. Several schemas with one name differ only in the texts of their faults,
 * or in how strict they are, and the first is described.
 */
export const COMPONENTS: Readonly<Record<string, readonly GenericSchema[]>> = {
  Uuid: [
    FileId,
    Uuid,
    on_behalf_of.wrapped,
    WebhookId,
    WebhookRequest.entries.owner.wrapped,
    WebhookView.entries.webhook_id,
  ],
  Problem: [Problem],
  Fault: [Fault],
  ProblemCode: [ProblemCode],
  ErrorCode: [ErrorCode],
  Status: [StatusView.entries.status],
  ListedStatus: [ListRequest.entries.status.wrapped],
  SettableStatus: [UpdateRequest.entries.status],
  Actor: [ChangeView.entries.by],
  ChecksumAlgorithm: [VerifiedView.entries.algorithm],
  KnownChecksumAlgorithm: [declared.wrapped.entries.algorithm],
  CrcAlgorithm: [PlanChecksum.entries.algorithm],
  KnownCrcAlgorithm: [confirmed.wrapped.entries.algorithm],
  UploadChecksum: [declared.wrapped],
  ConfirmedChecksum: [confirmed.wrapped],
  DeclaredChecksum: [DeclaredChecksum],
  VerifiedChecksum: [VerifiedView],
  PlanChecksum: [PlanChecksum],
  Tags: [tags.wrapped, TagsView],
  StatusView: [StatusView],
  UploadForm: [UploadView],
  FormFields: [FormFields],
  UploadPlan: [PlanView],
  PartToSign: [PartsRequest.entries.parts.wrapped.item],
  SignedPart: [SignedPartView],
  PartHeaders: [PartHeaders],
  UploadedPart: [UploadedPartView],
  UploadOutcome: [UploadOutcome],
  IndexedForm: [IndexedForm],
  IndexedPlan: [IndexedPlan],
  IndexedStatus: [IndexedStatus],
  IndexedProblem: [IndexedProblem],
  StatusList: [StatusList],
  StatusOutcome: [StatusOutcome],
  StatusProblem: [StatusProblem],
  ListedFile: [ListedView],
  Change: [ChangeView],
  Download: [Download],
  Unfinished: [Unfinished],
  OldestFile: [OldestFile],
  Webhook: [WebhookView],
  EventType: [WebhookView.entries.event_types.item],
  KnownWebhookEventType: [WebhookRequest.entries.event_types.wrapped.pipe[0].item],
  WebhookState: [WebhookView.entries.state],
  SettableWebhookState: [WebhookPatch.entries.state.wrapped],
  Delivery: [DeliveryView],
  DeliveryState: [DeliveryView.entries.state],
  DeliveryAttempt: [AttemptView],
  QuarantineStep: [OperatorFileView.entries.quarantine_step.wrapped],
};

/**
 * The enums of responses, with their values. A newer service may send others, so each is a union of the known values (in a
 * component of its own, such as KnownStatus) and any string.
 */
export const OPEN_ENUMS: Readonly<Record<string, readonly string[]>> = {
  Status: StatusView.entries.status.options,
  Actor: ChangeView.entries.by.options,
  ChecksumAlgorithm: VerifiedView.entries.algorithm.options,
  CrcAlgorithm: PlanChecksum.entries.algorithm.options,
  QuarantineStep: OperatorFileView.entries.quarantine_step.wrapped.options,
  EventType: EVENT_TYPES,
  WebhookState: WebhookView.entries.state.options,
  DeliveryState: DeliveryView.entries.state.options,
  ProblemCode: PROBLEM_CODES,
  ErrorCode: ERROR_CODES,
};

/** The member that tells the options of a union apart. */
export const DISCRIMINATORS: Readonly<Record<string, { member: string; options: Record<string, string> }>> = {
  UploadAnswer: { member: "method", options: { POST: "UploadForm", PUT: "UploadPlan" } },
};
