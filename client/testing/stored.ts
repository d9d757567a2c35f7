import type { FakeService } from "./fake-service.ts";

/** Files that are completed, newest first, without an upload. */
export const stored = (service: FakeService, names: readonly string[]): string[] =>
  names.map((file_name) => {
    const file = { file_id: `id-${file_name}`, body: { file_name }, version: 1, parts: new Map() };
    service.files.set(file.file_id, { ...file, status: "completed" });
    return file.file_id;
  });
