import {
  type Checksum,
  type ConfirmRequest,
  digestFault,
  type Fault,
  type FileRecord,
  InvalidRequest,
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

const lenFault = (plan: Plan, request: ConfirmRequest): Fault | undefined => {
  if (knowsLength(plan)) return otherLen(plan, request);
  const { len } = request;
  const { max_len = 0 } = plan;
  if (len !== undefined && len <= max_len) return undefined;
  const detail =
    len === undefined
      ? "len is missing; it was not announced with POST /upload."
      : `len is ${len}, but max_len is ${max_len}.`;
  return { pointer: LEN, detail };
};

const LEN = "#/len";

const otherLen = (file: FileRecord, { len }: ConfirmRequest): Fault | undefined =>
  len === undefined || len === file.len
    ? undefined
    : { pointer: LEN, detail: `len is ${len}, but ${file.len} was announced; leave it out.` };

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
  const detail =
    digestFault(algorithm, checksum.value) ??
    (plan.checksum === undefined || plan.checksum.value === checksum.value
      ? undefined
      : "checksum.value is not what was announced before; leave checksum out.");
  return detail === undefined ? undefined : { pointer: "#/checksum/value", detail };
};

/**
 * A form fixes length and checksum, so its confirmation has neither. The same values again do no harm.
 * @throws InvalidRequest (400)
 */
export const refuseFactsOfPlans = (file: FileRecord, request: ConfirmRequest): void => {
  const { checksum } = request;
  const faults = [otherLen(file, request) ?? []].flat();
  if (checksum !== undefined && checksum.value !== file.checksum?.value)
    faults.push({
      pointer: "#/checksum",
      detail: "checksum is only for an upload in parts; leave it out.",
    });
  if (faults.length > 0) throw new InvalidRequest(faults);
};
