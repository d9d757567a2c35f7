import {
  CHECKSUM_BYTES,
  type Fault,
  isChecksumOf,
  knowsLength,
  type PartsRequest,
  type Plan,
  partCountOf,
  partSizeOf,
} from "@malote/core";

type RequestedPart = NonNullable<PartsRequest["parts"]>[number];

/** What is wrong with the parts of a request, by the plan of the file. */
export const partFaults = (plan: Plan, parts: readonly RequestedPart[]): Fault[] => {
  const count = partCountOf(plan);
  return parts.flatMap((part, i) =>
    Object.entries({
      part_number: numberFault(part, count),
      checksum: checksumFault(plan, part),
      size: part.part_number > count ? undefined : sizeFault(plan, part),
    }).flatMap(([name, detail]) =>
      detail === undefined ? [] : [{ pointer: `#/parts/${i}/${name}`, detail }],
    ),
  );
};

const numberFault = ({ part_number }: RequestedPart, count: number): string | undefined =>
  part_number > count ? `part_number is ${part_number}; the plan has ${count} parts.` : undefined;

const checksumFault = ({ checksum_algorithm }: Plan, { checksum }: RequestedPart): string | undefined =>
  isChecksumOf(checksum_algorithm, checksum)
    ? undefined
    : `checksum must be the base64 of the ${CHECKSUM_BYTES[checksum_algorithm]} bytes of the part's ${checksum_algorithm}.`;

const sizeFault = (plan: Plan, { part_number, size }: RequestedPart): string | undefined => {
  if (knowsLength(plan)) {
    const exact = partSizeOf(plan, part_number);
    return size === undefined || size === exact
      ? undefined
      : `size of part ${part_number} is ${exact} by the plan; leave size out.`;
  }
  if (size === undefined) return "size is missing; the length of the file is not known.";
  return size > plan.part_bytes
    ? `size is ${size}; a part of the plan has up to ${plan.part_bytes} bytes.`
    : undefined;
};
