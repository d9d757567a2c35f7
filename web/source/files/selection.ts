/** Which files are chosen, and where a range begins. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The file that was chosen or left out last. */
  readonly anchor: string | undefined;
}

export const NOTHING: Selection = { ids: new Set(), anchor: undefined };

export const toggle = ({ ids }: Selection, file_id: string): Selection => {
  const next = new Set(ids);
  if (!next.delete(file_id)) next.add(file_id);
  return { ids: next, anchor: file_id };
};

/** Adds the files from the anchor to this one. The anchor stays. Without one, or if it is gone, only this file is added. */
export const extend = (
  { ids, anchor }: Selection,
  files: readonly { file_id: string }[],
  file_id: string,
): Selection => {
  const to = files.findIndex((file) => file.file_id === file_id);
  const found = files.findIndex((file) => file.file_id === anchor);
  const from = found < 0 ? to : found;
  const range = files.slice(Math.min(from, to), Math.max(from, to) + 1);
  return {
    ids: new Set([...ids, ...range.map((file) => file.file_id)]),
    anchor: found < 0 ? file_id : anchor,
  };
};

export const selectAll = (files: readonly { file_id: string }[]): Selection => ({
  ids: new Set(files.map((file) => file.file_id)),
  anchor: undefined,
});
