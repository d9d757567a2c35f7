import { DeleteObjectsCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { aBucket, aBuild, calls, DEPLOYMENT, lines, putsByKey, run, s3 } from "./page.fixture.ts";

const Bucket = DEPLOYMENT.pageBucket;

describe("a first deployment", () => {
  test("uploads the assets, then the other files and the configuration, and index.html last", async () => {
    aBucket();
    const icon = { key: "icon.svg", bytes: Buffer.from("<svg/>"), type: "image/svg+xml; charset=utf-8" };

    await run(aBuild("a", { others: [icon] }));

    expect(calls()).toEqual([
      ["GetObject", "releases.json"],
      ["PutObject", "assets/index-a.js"],
      ["PutObject", "icon.svg"],
      ["PutObject", "config.json"],
      ["PutObject", "releases.json"],
      ["PutObject", "index.html"],
    ]);
    expect(lines).toEqual(["Files uploaded: 2", "Live: https://d1.cloudfront.net"]);
  });

  test("sends each file with its type, and how long a browser may keep it", async () => {
    aBucket();

    await run(aBuild("a"));

    const { "index.html": index, ...others } = putsByKey();
    expect(others).toEqual({
      "assets/index-a.js": {
        Bucket,
        ContentType: "text/javascript; charset=utf-8",
        CacheControl: "public, max-age=31536000, immutable",
        text: '"a"',
      },
      "config.json": {
        Bucket,
        ContentType: "application/json; charset=utf-8",
        CacheControl: "no-cache",
        text: '{"api_url":"https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod"}',
      },
      "releases.json": {
        Bucket,
        ContentType: "application/json; charset=utf-8",
        CacheControl: "no-cache",
        IfNoneMatch: "*",
        text: '{"releases":[{"at":"2026-11-27T12:00:00.000Z","files":["assets/index-a.js","index.html"]}]}',
      },
    });
    expect(index).toMatchObject({
      Bucket,
      ContentType: "text/html; charset=utf-8",
      CacheControl: "no-cache",
    });
    expect(index?.text).toMatch(
      /^<!doctype html>\n<head>\n {4}<meta http-equiv="Content-Security-Policy" content="connect-src 'self' https:\/\/a1b2c3\.[^"]+">\n<script/,
    );
  });

  test("deletes nothing from a bucket whose releases nobody wrote down", async () => {
    const bucket = aBucket();
    bucket.objects.set("assets/by-hand.js", "");

    await run(aBuild("a"));

    expect(bucket.keys()).toContain("assets/by-hand.js");
  });
});

describe("another deployment", () => {
  const DAYS = [1, 2, 3, 20, 21].map((day) => `2026-11-${String(day).padStart(2, "0")}T12:00:00.000Z`);

  test("keeps the files of the release before, also if that was live for a long time", async () => {
    const bucket = aBucket();
    await run(aBuild("a"), DAYS[0]);
    await run(aBuild("b"), DAYS[3]);

    expect(bucket.keys()).toEqual([
      "assets/index-a.js",
      "assets/index-b.js",
      "config.json",
      "index.html",
      "releases.json",
    ]);
    expect(bucket.loaded()).toEqual(["assets/index-b.js"]);
  });

  test("deletes the files of a release that was replaced over seven days ago, and no younger ones", async () => {
    const bucket = aBucket();
    // b is replaced after a day, and c after 17 days.
    for (const [i, hash] of ["a", "b", "c", "d"].entries()) await run(aBuild(hash), DAYS[i]);
    const assets = () => bucket.keys().filter((key) => key.startsWith("assets/"));
    expect(assets()).toEqual(["assets/index-c.js", "assets/index-d.js"]);

    await run(aBuild("e"), DAYS[4]);

    expect(assets()).toEqual(["assets/index-c.js", "assets/index-d.js", "assets/index-e.js"]);
    expect(lines.at(-1)).toBe("Live: https://d1.cloudfront.net");
  });

  test("deletes files of earlier releases in one call, and says how many", async () => {
    const bucket = aBucket();
    await run(
      aBuild("a", { others: [{ key: "old.svg", bytes: Buffer.from(""), type: "image/svg+xml" }] }),
      DAYS[0],
    );
    await run(aBuild("b"), DAYS[1]);
    s3.resetHistory();
    await run(aBuild("c"), DAYS[3]);

    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { Bucket, Delete: { Quiet: true, Objects: [{ Key: "assets/index-a.js" }, { Key: "old.svg" }] } },
    ]);
    expect(lines.at(-1)).toBe("Files of earlier releases deleted: 2");
    expect(bucket.keys()).toContain("assets/index-b.js");
  });

  test("keeps a file that an earlier release shares with the new one", async () => {
    const bucket = aBucket();
    const shared = { key: "assets/logo-1.png", bytes: Buffer.from("png"), type: "image/png" };
    for (const [i, hash] of ["a", "b", "c", "d"].entries()) {
      const build = aBuild(hash);
      await run({ ...build, assets: [...build.assets, shared] }, DAYS[i]);
    }

    expect(bucket.keys()).toContain(shared.key);
  });

  test("names a file that S3 does not delete", async () => {
    const bucket = aBucket();
    await run(aBuild("a"), DAYS[0]);
    bucket.objects.set("left.js", "");
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: "left.js", Message: "Access Denied" }] });

    await expect(run(aBuild("b"), DAYS[1])).rejects.toMatchObject({
      name: "Trouble",
      message: "The page is live, but left.js could not be deleted: Access Denied",
    });
    expect(bucket.loaded()).toEqual(["assets/index-b.js"]);
  });

  test("that meets a faster one changes neither the page nor the releases", async () => {
    let isFaster = false;
    const bucket = aBucket((command) => {
      if (command === "put" && isFaster) bucket.objects.set("releases.json", '{"releases":[]} ');
    });
    await run(aBuild("a"), DAYS[0]);
    isFaster = true;

    await expect(run(aBuild("b"), DAYS[1])).rejects.toMatchObject({
      name: "Trouble",
      message: expect.stringContaining("was faster"),
    });
    expect(bucket.loaded()).toEqual(["assets/index-a.js"]);
  });

  test("does not guess when the releases cannot be read", async () => {
    const bucket = aBucket();
    bucket.objects.set("releases.json", '{"releases":[{"at":"yesterday"}]}');

    await expect(run(aBuild("a"))).rejects.toMatchObject({
      message: expect.stringContaining("releases.json"),
    });
    expect(bucket.keys()).toEqual(["releases.json"]);
  });
});

test("whichever call is the last one, the live page finds its files, and so does the page before it", async () => {
  // Three releases, whose files are all different, so that the fourth deployment has something to delete.
  for (let last = 1; ; last++) {
    let left = Number.POSITIVE_INFINITY;
    const bucket = aBucket(() => {
      if (left-- <= 0) throw new Error("cut off");
    });
    for (const [i, hash] of ["a", "b", "c"].entries())
      await run(aBuild(hash), `2026-11-0${i + 1}T12:00:00.000Z`, 0);
    left = last;
    const ended = await run(aBuild("d"), "2026-11-20T12:00:00.000Z", 0).then(
      () => true,
      (error: Error) => error.message !== "cut off",
    );

    const [live = ""] = bucket.loaded();
    const expected = live === "assets/index-d.js" ? [live, "assets/index-c.js"] : ["assets/index-c.js"];
    expect(bucket.keys()).toEqual(expect.arrayContaining(expected));
    if (ended) break;

    left = Number.POSITIVE_INFINITY;
    await run(aBuild("d"), "2026-11-20T12:01:00.000Z", 0);
    expect(bucket.loaded()).toEqual(["assets/index-d.js"]);
    expect(bucket.keys()).toContain("assets/index-d.js");
  }
});
