import type { Fault, Problem } from "../types/service.ts";
import { MaloteError } from "./malote-error.ts";

/** Statuses after which the same request may succeed (511: the user must sign in to the network). Every request of this package may be repeated without harm. */
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504, 511]);
/** A 409 of these codes is over in a moment. */
const PASSING = new Set(["changed-meanwhile", "file-in-move"]);

/**
 * The service refused a request (RFC 9457). `message` is the problem's `detail`, which says what to do.
 *
 * Outcomes that every app should expect: 413 (the file is too large for the deployment, or over a quota) and 429 (too many
 * requests, or a quota). `code` says which, and new codes may be added.
 */
export class ServiceError extends MaloteError {
  override readonly name = "ServiceError";
  /** The HTTP status. */
  readonly status: number;
  readonly title: string;
  /** The faults of the input. */
  readonly errors: readonly Fault[];
  /** The request id, for the operators' logs. */
  readonly instance?: string;
  /** With `parts-missing`: the numbers of up to 100 parts that must be sent again. */
  readonly missing_parts: readonly number[];

  constructor(route: string, status: number, problem: Partial<Problem>, retryAfter?: number) {
    const code = problem.code ?? "unexpected-response";
    const detail = problem.detail ?? `The service responded ${status}.`;
    super(code, `${route}: ${detail}`, {
      retryable: RETRYABLE.has(status) || PASSING.has(code),
      ...(retryAfter !== undefined && { retryAfter }),
    });
    this.status = status;
    this.title = problem.title ?? `HTTP ${status}`;
    this.errors = problem.errors ?? [];
    this.missing_parts = problem.missing_parts ?? [];
    if (problem.instance !== undefined) this.instance = problem.instance;
  }
}
