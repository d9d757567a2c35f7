import {
  type Caller,
  type FileIndexes,
  type FileList,
  InvalidRequest,
  type ListRequest,
  listedView,
  nameKey,
  readCursor,
  writeCursor,
} from "@malote/core";

const DEFAULT_LIMIT = 50;

/**
 * A page of the caller's own files, newest first. A page of a filtered list may be shorter than `limit`, or empty, and
 * still have a `next_cursor`. The last page has none.
 * @throws InvalidRequest (400) for a cursor of another list, or a name without letters
 */
export const listFiles =
  ({ indexes }: { indexes: Pick<FileIndexes, "list"> }) =>
  async ({ status, name, limit, cursor }: ListRequest, caller: Caller): Promise<FileList> => {
    const part = name === undefined ? undefined : nameKey(name);
    if (part === "")
      throw new InvalidRequest([
        { pointer: "#/name", detail: "name has nothing to search for; leave it out." },
      ]);
    const scope = { owner: caller.sub, status, name };
    const page = await indexes.list({
      owner: caller.sub,
      status,
      name: part,
      limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
      after: cursor === undefined ? undefined : readCursor(cursor, scope),
    });
    return {
      files: page.files.map(listedView),
      ...(page.next && { next_cursor: writeCursor(page.next, scope) }),
    };
  };
