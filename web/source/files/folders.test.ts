import { expect, it } from "vitest";
import { foldersBelow, folderTrail } from "./folders.ts";

it("leads to a folder from the top", () => {
  expect(folderTrail("trips/2026/lisbon").map(({ path }) => path)).toEqual([
    "trips",
    "trips/2026",
    "trips/2026/lisbon",
  ]);
  expect(folderTrail("")).toEqual([]);
});

it("finds the folders directly below a folder, each once and by name", () => {
  const files = [
    { path: "trips/2026/lisbon" },
    { path: "trips" },
    {},
    { path: "trips/2025" },
    { path: "trips/2026" },
    { path: "trips2/x" },
    { path: "árvores" },
  ];
  expect(foldersBelow(files, "").map(({ name }) => name)).toEqual(["árvores", "trips", "trips2"]);
  expect(foldersBelow(files, "trips")).toEqual([
    { name: "2025", path: "trips/2025" },
    { name: "2026", path: "trips/2026" },
  ]);
});
