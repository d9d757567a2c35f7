import { MAX_BATCH, MAX_SINGLE_BYTES, type ServiceView } from "@malote/core";
import { VERSION } from "./version.ts";

/**
 * What every deployment of this version can do. `uploads` is POST /uploads, `statuses` is GET /consult-status with several ids, `multipart` is plans and POST /upload-parts,
 * `renewals` is a new form for the same Idempotency-Key, `paths` and `tags` are members of an upload.
 */
const FEATURES = ["uploads", "statuses", "multipart", "renewals", "paths", "tags"];

/** What the template decides. */
export type Deployment = Pick<
  ServiceView,
  "region" | "user_pool_id" | "client_id" | "max_file_bytes" | "min_part_bytes"
> & {
  /** Only outside of AWS. */
  endpoint_url: string | undefined;
  allowed_types: readonly string[];
  denied_extensions: readonly string[];
  /** Whether people may create their own accounts. Then `features` has `sign-up`. */
  self_sign_up: boolean;
};

/** Everything that a client must know, so that it needs only the URL of the API. It makes no call and depends on no request. */
export const describeService = ({
  endpoint_url,
  self_sign_up,
  ...deployment
}: Deployment): (() => Promise<ServiceView>) => {
  const view: ServiceView = {
    service: "malote",
    version: VERSION,
    ...deployment,
    ...(endpoint_url !== undefined && { endpoint_url }),
    allowed_types: [...deployment.allowed_types],
    denied_extensions: [...deployment.denied_extensions],
    single_upload_bytes: MAX_SINGLE_BYTES,
    max_batch: MAX_BATCH,
    features: self_sign_up ? [...FEATURES, "sign-up"] : FEATURES,
  };
  return async () => view;
};
