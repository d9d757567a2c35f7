import { connect } from "malote/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeServer } from "../../../client/testing/fake-server.ts";
import { Leftovers } from "./leftovers.ts";

let far: Awaited<ReturnType<typeof fakeServer>>;
beforeEach(async () => {
  far = await fakeServer();
});
afterEach(() => far.close());

const announced = async (): Promise<string> => {
  const response = await fetch(`${far.service.origin}/upload`, {
    method: "POST",
    headers: { authorization: "Bearer t" },
    body: JSON.stringify({ file_name: "a", len: 1 }),
  });
  return ((await response.json()) as { file_id: string }).file_id;
};
const leftoversOf = (onFailure?: (id: string, error: unknown) => void) =>
  new Leftovers(connect({ url: far.service.origin, token: "t", retries: 0 }), onFailure);

test("a file is removed; one that is gone already, or was confirmed, is no reason to go on", async () => {
  const leftovers = leftoversOf();
  leftovers.add(await announced());
  leftovers.add("no-such-file");
  await expect.poll(() => leftovers.size).toBe(0);
  expect(far.service.files.size).toBe(0);
});

test("while the service cannot be reached, the removal is tried again, and reported once", async () => {
  const failures: string[] = [];
  const leftovers = leftoversOf((id) => failures.push(id));
  const id = await announced();
  far.service.faults.push(() => "drop");
  leftovers.add(id);
  leftovers.add(id);
  await expect.poll(() => far.service.count("DELETE", "/files"), { timeout: 5000 }).toBeGreaterThan(1);
  expect(failures).toEqual([id]);
  far.service.faults.length = 0;
  await expect.poll(() => leftovers.size, { timeout: 10_000 }).toBe(0);
  expect(far.service.files.size).toBe(0);
});

test("a stop tries at once, and does not wait longer than it may", async () => {
  const leftovers = leftoversOf();
  const id = await announced();
  let down = true;
  far.service.faults.push(() => (down ? "drop" : undefined));
  leftovers.add(id);
  await expect.poll(() => far.service.count("DELETE", "/files")).toBe(1);
  down = false;
  await leftovers.settle(5000);
  expect(far.service.files.size).toBe(0);

  far.disturbs.push(() => true);
  leftovers.add(await Promise.resolve("silent-file"));
  const began = performance.now();
  await leftovers.settle(100);
  expect(performance.now() - began).toBeLessThan(3000);
});
