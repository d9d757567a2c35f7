import { MAX_BATCH, type ServiceView } from "@malote/core";
import { VERSION } from "./version.ts";

/** What one POST can send. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SINGLE_UPLOAD_BYTES = 5 * 1024 ** 3;

/** `uploads` is POST /uploads, `statuses` is GET /consult-status with several ids, `multipart` is plans and POST /upload-parts. */
const FEATURES = ["uploads", "statuses", "multipart"];

/** What the template decides. */
export type Deployment = Pick<
  ServiceView,
  "region" | "user_pool_id" | "client_id" | "max_file_bytes" | "min_part_bytes"
> & {
  /** Only outside of AWS. */
  endpoint_url: string | undefined;
  allowed_types: readonly string[];
  denied_extensions: readonly string[];
};

/** Everything that a client must know, so that it needs only the URL of the API. It makes no call and depends on no request. */
export const describeService = ({
  endpoint_url,
  ...deployment
}: Deployment): (() => Promise<ServiceView>) => {
  const view: ServiceView = {
    service: "malote",
    version: VERSION,
    ...deployment,
    ...(endpoint_url !== undefined && { endpoint_url }),
    allowed_types: [...deployment.allowed_types],
    denied_extensions: [...deployment.denied_extensions],
    single_upload_bytes: SINGLE_UPLOAD_BYTES,
    max_batch: MAX_BATCH,
    features: FEATURES,
  };
  return async () => view;
};
