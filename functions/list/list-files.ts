import {
  type Caller,
  type FileIndexes,
  type FileList,
  InvalidRequest,
  type ListRequest,
  listedView,
  nameKey,
  normalisePath,
  pathFault,
  readCursor,
  readTag,
  writeCursor,
} from "@malote/core";

const DEFAULT_LIMIT = 50;

/**
 * A page of the caller's own files: newest first, or, with a `path`, folder by folder and newest first in each. A page of a
 * filtered list may be shorter than `limit`, or empty, and still have a `next_cursor`. The last page has none.
 * @throws InvalidRequest (400) for a cursor of another list, a name without letters, or a malformed path or tag
 */
export const listFiles =
  ({ indexes }: { indexes: Pick<FileIndexes, "list"> }) =>
  async ({ limit, cursor, ...request }: ListRequest, caller: Caller): Promise<FileList> => {
    const { name, ...filters } = filtersOf(request);
    const scope = { owner: caller.sub, name: request.name, ...filters };
    const page = await indexes.list({
      owner: caller.sub,
      name,
      ...filters,
      limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
      after: cursor === undefined ? undefined : readCursor(cursor, scope),
    });
    return {
      files: page.files.map(listedView),
      ...(page.next && { next_cursor: writeCursor(page.next, scope) }),
    };
  };

/** The filters in the form of the records. */
const filtersOf = ({ status, name, path, tag = [] }: ListRequest) => {
  const part = name === undefined ? undefined : nameKey(name);
  const requested = [tag].flat().toSorted().map(readTag);
  const tags = requested.filter((read) => read !== undefined);
  const faults = [
    ...(part === "" ? [{ pointer: "#/name", detail: "name has nothing to search for; leave it out." }] : []),
    ...(path === undefined ? [] : [{ pointer: "#/path", detail: pathFault(path) }]),
    ...(tags.length === requested.length
      ? []
      : [{ pointer: "#/tag", detail: "tag must be the key and the value of a tag, such as album:summer." }]),
  ].flatMap(({ pointer, detail }) => (detail === undefined ? [] : [{ pointer, detail }]));
  if (faults.length > 0) throw new InvalidRequest(faults);
  return { status, name: part, path: path && normalisePath(path), tags };
};
