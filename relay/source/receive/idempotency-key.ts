import { invalidRequest } from "../problems/problems.ts";

/** The client's Idempotency-Key. @throws Problem 400 */
export const idempotencyKey = (header: string | undefined): string | undefined => {
  if (header !== undefined && !/^[!-~]{1,255}$/.test(header)) {
    throw invalidRequest("Idempotency-Key must have 1 to 255 visible ASCII characters.");
  }
  return header;
};
