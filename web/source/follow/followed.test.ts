import type { Status } from "malote";
import { beforeEach, expect, test } from "vitest";
import {
  clearFollowed,
  followed,
  followFailure,
  followStatus,
  forgetFollowed,
  unfollow,
} from "./followed.ts";
import { newsOf, stagesOf } from "./news.ts";

beforeEach(forgetFollowed);

const file = (id: string) => ({ id, name: `${id}.png`, size: 1, type: "image/png" });
const view = (status: Status, file_id = "f") => ({
  file_id,
  file_name: "a.png",
  status,
  created_at: "2026-11-27T10:00:00.000Z",
  updated_at: "2026-11-27T10:00:01.000Z",
});

test("each status of a file is kept once, the newest file first", () => {
  followStatus(file("a"), view("uploaded"));
  followStatus(file("b"), view("uploaded"));
  followStatus(file("a"), view("uploaded"));
  followStatus(file("a"), view("completed"));
  const [b, a] = followed.get();
  expect([b?.id, a?.id]).toEqual(["b", "a"]);
  expect(a?.seen.map(({ status }) => status)).toEqual(["pending", "uploaded", "completed"]);
});

test("a file that is sent again as another one begins again", () => {
  followStatus(file("a"), view("error"));
  followStatus(file("a"), view("uploaded", "g"));
  expect(followed.get()).toHaveLength(1);
  expect(followed.get()[0]?.seen.map(({ status }) => status)).toEqual(["pending", "uploaded"]);
  followFailure(file("a"), new Error("lost"));
  expect(followed.get()[0]).not.toHaveProperty("view");
  unfollow("a");
  expect(followed.get()).toEqual([]);
});

test("the person clears what is over, and not what is under way", () => {
  followStatus(file("a"), view("completed"));
  followStatus(file("b"), view("processing"));
  followFailure(file("c"), new Error("lost"));
  clearFollowed();
  expect(followed.get().map(({ id }) => id)).toEqual(["b"]);
});

test("the news name one file and count many, and say nothing of what was said", () => {
  const t = (key: string, values: object = {}) => `${key} ${JSON.stringify(values)}`;
  const before = stagesOf(followed.get());
  followStatus(file("a"), view("completed"));
  followFailure(file("b"), new Error("lost"));
  followFailure(file("c"), new Error("lost"));
  expect(newsOf({ t }, before, followed.get())).toBe(
    'follow.said-failed {"count":2,"name":"c.png"} follow.said-completed {"count":1,"name":"a.png"}',
  );
  expect(newsOf({ t }, stagesOf(followed.get()), followed.get())).toBe("");
});
