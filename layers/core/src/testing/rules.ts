import { RequestedUpload, UPLOAD_RULES, type UploadMembers } from "../domain/upload-rules.ts";

export const uploadMembers = (overrides: Partial<UploadMembers> = {}): UploadMembers => ({
  file_name: "holiday.jpg",
  extension: ".jpg",
  len: 482_113,
  type: "image/jpeg",
  ...overrides,
});

type RequestMembers = UploadMembers & { on_behalf_of?: string | undefined };

/** A request for that file, as the route passes it to the use case. */
export const aRequestedUpload = ({ on_behalf_of, ...overrides }: Partial<RequestMembers> = {}) =>
  new RequestedUpload<RequestMembers>({
    ...uploadMembers(overrides),
    ...(on_behalf_of !== undefined && { on_behalf_of }),
  });

/** The first fault of an upload with these members, by the rules for `pointer`. */
export const faultAt = (pointer: string, members: UploadMembers): string | undefined =>
  UPLOAD_RULES.filter((rule) => rule.pointer === pointer)
    .map(({ check }) => check(new RequestedUpload(members)))
    .find((fault) => fault !== undefined);
