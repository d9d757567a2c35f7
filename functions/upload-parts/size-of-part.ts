import { knowsLength, type PartsRequest, type Plan, partSizeOf } from "@malote/core";

type RequestedPart = NonNullable<PartsRequest["parts"]>[number];

/** The exact size of a part: that of the plan, or that of the request if the length of the file is not known. */
export const sizeOfPart = (plan: Plan, { part_number, size = 0 }: RequestedPart): number =>
  knowsLength(plan) ? partSizeOf(plan, part_number) : size;
