import {
  type Caller,
  type FileIndexes,
  type FileList,
  type ListRequest,
  listedView,
  nameKey,
  readCursor,
  writeCursor,
} from "@malote/core";

const DEFAULT_LIMIT = 50;

/**
 * The caller's own files, newest first, a page at a time. A page of a filtered list may be shorter
 * than `limit`, or empty, and still have a `next_cursor`: the list ends where there is none.
 * @throws InvalidRequest (400) for a cursor of another list
 */
export const listFiles =
  ({ indexes }: { indexes: Pick<FileIndexes, "list"> }) =>
  async ({ status, name, limit, cursor }: ListRequest, caller: Caller): Promise<FileList> => {
    const scope = { owner: caller.sub, status, name };
    const page = await indexes.list({
      owner: caller.sub,
      status,
      name: name && nameKey(name),
      limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
      after: cursor === undefined ? undefined : readCursor(cursor, scope),
    });
    return {
      files: page.files.map(listedView),
      ...(page.next && { next_cursor: writeCursor(page.next, scope) }),
    };
  };
