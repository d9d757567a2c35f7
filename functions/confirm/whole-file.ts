import {
  CHECKSUM_BYTES,
  type Checksum,
  type ConfirmRequest,
  type Fault,
  type FileRecord,
  InvalidRequest,
  isChecksumOf,
  knowsLength,
  type Plan,
} from "@malote/core";

/** The length and the checksum of the whole file, as the client announced them first or gives them now. */
export type WholeFile = { len: number; checksum: Checksum };

/**
 * The length and checksum of a plan. What was announced before must be the same.
 * @throws InvalidRequest (400)
 */
export const wholeFileOf = (plan: Plan, request: ConfirmRequest): WholeFile => {
  const len = knowsLength(plan) ? plan.len : request.len;
  const checksum = plan.checksum ?? request.checksum;
  const faults = [lenFault(plan, request), checksumFault(plan, request)].flatMap((fault) => fault ?? []);
  // Without a fault, both are there.
  if (faults.length > 0 || len === undefined || checksum === undefined) throw new InvalidRequest(faults);
  return { len, checksum };
};

const lenFault = (plan: Plan, { len }: ConfirmRequest): Fault | undefined => {
  const fault = (detail: string) => ({ pointer: "#/len", detail });
  if (knowsLength(plan))
    return len === undefined || len === plan.len
      ? undefined
      : fault(`len is ${len}, but ${plan.len} was announced; leave it out.`);
  if (len === undefined) return fault("len is missing; it was not announced with POST /upload.");
  const most = plan.max_len ?? 0;
  return len > most ? fault(`len is ${len}, but max_len is ${most}.`) : undefined;
};

const checksumFault = (plan: Plan, { checksum }: ConfirmRequest): Fault | undefined => {
  const algorithm = plan.checksum_algorithm;
  if (checksum === undefined)
    return plan.checksum === undefined
      ? { pointer: "#/checksum", detail: `checksum is missing; send the ${algorithm} of the whole file.` }
      : undefined;
  if (checksum.algorithm !== algorithm)
    return {
      pointer: "#/checksum/algorithm",
      detail: `checksum.algorithm must be that of the plan, ${algorithm}.`,
    };
  const fault = (detail: string) => ({ pointer: "#/checksum/value", detail });
  if (!isChecksumOf(algorithm, checksum.value))
    return fault(`checksum.value must be the base64 of ${CHECKSUM_BYTES[algorithm]} bytes for ${algorithm}.`);
  return plan.checksum === undefined || plan.checksum.value === checksum.value
    ? undefined
    : fault("checksum.value is not the value that was announced before; leave checksum out.");
};

/**
 * A form fixes length and checksum, so its confirmation has neither. The same values again do no harm.
 * @throws InvalidRequest (400)
 */
export const refuseFactsOfPlans = (file: FileRecord, { len, checksum }: ConfirmRequest): void => {
  const faults: Fault[] = [];
  if (len !== undefined && len !== file.len)
    faults.push({ pointer: "#/len", detail: `len is ${len}, but ${file.len} was announced; leave it out.` });
  if (checksum !== undefined && checksum.value !== file.checksum?.value)
    faults.push({
      pointer: "#/checksum",
      detail: "checksum is only for an upload in parts; leave it out.",
    });
  if (faults.length > 0) throw new InvalidRequest(faults);
};
