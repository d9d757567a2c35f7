import type { FileRecord } from "@malote/core";
import { expect, it } from "vitest";
import { aFile } from "#testing/builders.ts";
import { OutOfTime } from "../faults.ts";
import { type CopyInPartsPorts, copyInParts } from "./copy-in-parts.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Copies a file of two parts with so many seconds left. The first part takes all of the time. */
const copyWith = async (seconds: number, part: number): Promise<{ begun: number; fault: unknown }> => {
  let begun = 0;
  const file: FileRecord = aFile({ len: 2 * part, copy_upload_id: "copy-1", copy_part_bytes: part });
  const ports = {
    storage: {
      copyPart: async (_: FileRecord, __: string, { number }: { number: number }) => {
        begun++;
        return { result: "copied", part: { number, etag: '"p"', size: part } } as const;
      },
    },
    parts: { thresholdBytes: 512 * MIB, partBytes: 128 * MIB },
  } as unknown as CopyInPartsPorts;
  const time = () => (begun < 2 ? seconds * 1000 : 0);
  const fault = await copyInParts(ports, file, { etag: '"e"', size: 2 * part }, [], time).catch(
    (thrown: unknown) => thrown,
  );
  return { begun, fault };
};

it.each([
  [128 * MIB, 35],
  [GIB, 36],
  [5 * GIB, 100],
])("a part of %i bytes begins with %i s left, and not with less", async (part, seconds) => {
  expect(await copyWith(seconds, part)).toMatchObject({ begun: 2 });

  const late = await copyWith(seconds - 0.001, part);
  expect(late).toMatchObject({ begun: 0 });
  expect(late.fault).toBeInstanceOf(OutOfTime);
});
