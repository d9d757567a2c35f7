import { describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { NotAnEvent, readObjects } from "./read-objects.ts";
import { anEvent, BUCKET, KEY } from "./testing/world.ts";

describe("a message", () => {
  test("has the objects of its event, with decoded keys: + is a space", () => {
    const body = anEvent({ eTag: "9e10" }, { key: `${KEY} 🎞` });
    expect(body).toContain("May+1%2B2.txt");

    const { objects, dropped } = readObjects(body, BUCKET);

    expect(objects).toEqual([
      {
        key: KEY,
        etag: '"9e10"',
        sequencer: "0055AED6DCD90281E1",
        written_at: NOW,
        event: { Records: [JSON.parse(body).Records[0]] },
      },
      expect.objectContaining({ key: `${KEY} 🎞` }),
    ]);
    expect(dropped).toEqual([]);
  });

  test("keeps a key that is not encoded as S3 does it", () => {
    const body = anEvent({}).replace("May+1%2B2.txt", "100%.txt");
    expect(readObjects(body, BUCKET).objects[0]?.key).toMatch(/100%\.txt$/);
  });

  test.each([
    [{ eventName: "ObjectRemoved:Delete" }, "not-a-creation"],
    [{ bucket: "another" }, "other-bucket"],
    [{ key: "temp/a" }, "other-prefix"],
  ])("drops %j", (object, reason) => {
    expect(readObjects(anEvent(object, {}), BUCKET)).toMatchObject({ objects: [{}], dropped: [reason] });
  });

  test("drops the event of a test", () => {
    expect(readObjects('{"Event":"s3:TestEvent"}', BUCKET)).toEqual({ objects: [], dropped: ["test-event"] });
  });

  test.each(["", "null", "{}", '{"Records":[{}]}'])("that is no event is refused: %s", (body) => {
    expect(() => readObjects(body, BUCKET)).toThrow(NotAnEvent);
  });
});
