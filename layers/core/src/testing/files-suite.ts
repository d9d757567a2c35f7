import { describe } from "vitest";
import type { Files } from "../ports.ts";
import { claimCases } from "./files-suite/claim.ts";
import { claimLeaseCases } from "./files-suite/claim-lease.ts";
import { createAndGetCases } from "./files-suite/create-and-get.ts";
import { saveCases } from "./files-suite/save.ts";

/**
 * Tests that every implementation of Files must pass. Each test creates records with new ids, so the table may be shared
 * and need not be empty.
 */
export const describeFiles = (implementation: string, files: Files): void => {
  describe(implementation, () => {
    createAndGetCases(files);
    saveCases(files);
    claimCases(files);
    claimLeaseCases(files);
  });
};
