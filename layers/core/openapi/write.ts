import { writeFile } from "node:fs/promises";
import { describeApi } from "./describe-api.ts";

/** npm run openapi: writes docs/openapi.yaml anew. A test fails when it is stale. */
await writeFile(new URL("../../../docs/openapi.yaml", import.meta.url), describeApi());
console.log("docs/openapi.yaml is written.");
