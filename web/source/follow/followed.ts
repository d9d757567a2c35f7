import type { StatusView } from "malote";
import { store } from "../app/store.ts";
import { goesOn, type SeenChange } from "./steps.ts";

/** A file of this session: sent, or tried to. */
export interface Followed {
  /** Uppy's id of the file. */
  id: string;
  name: string;
  size: number;
  /** As the browser has it. */
  type: string;
  view?: StatusView;
  /** The statuses that were seen, oldest first. The record of a file has all of them, with exact times. */
  seen: readonly SeenChange[];
  /** Why it could not be sent: an error of the SDK. */
  failure?: unknown;
}

export type FollowedFile = Pick<Followed, "id" | "name" | "size" | "type">;

/** The newest first. They stay until the person clears them, or another person signs in. */
export const followed = store<readonly Followed[]>([]);

const put = (file: FollowedFile, change: (before: Followed) => Followed): void => {
  const all = followed.get();
  const before = all.find(({ id }) => id === file.id);
  const { id, name, size, type } = file;
  const next = change(before ?? { id, name, size, type, seen: [] });
  followed.set(before ? all.map((one) => (one === before ? next : one)) : [next, ...all]);
};

/** A status of a file that was sent, or sent again. */
export const followStatus = (file: FollowedFile, view: StatusView): void =>
  put(file, ({ failure: _, ...before }) => {
    const isSame = before.view?.file_id === view.file_id;
    const seen = isSame ? before.seen : [{ status: "pending" as const, at: view.created_at }];
    return {
      ...before,
      view,
      seen:
        seen.at(-1)?.status === view.status ? seen : [...seen, { status: view.status, at: view.updated_at }],
    };
  });

/** The bytes of a file could not be sent. */
export const followFailure = (file: FollowedFile, failure: unknown): void =>
  put(file, ({ view: _, ...before }) => ({ ...before, seen: [], failure }));

/** It is sent once more, so that its failure is history. */
export const unfollow = (id: string): void => followed.update((all) => all.filter((one) => one.id !== id));

export const isUnderWay = ({ view }: Followed): boolean => view !== undefined && goesOn(view.status);

/** Removes those that nothing happens to any more. */
export const clearFollowed = (): void => followed.update((all) => all.filter(isUnderWay));

export const forgetFollowed = (): void => followed.set([]);
