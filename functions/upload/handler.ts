import { http } from "@malote/core/http";
import { uploadInput, uploadRequests } from "@malote/core/uploads";
import { respond } from "./respond.ts";

/** POST /upload */
export const handler = http({ from: "body", ...uploadInput(), respond }, uploadRequests());
