import type { StatusView, UploadForm } from "../types/service.ts";
import type { Source } from "../types/source.ts";
import type { UploadOptions } from "../types/upload.ts";
import type { UploadPlan } from "../types/wire.ts";
import { call } from "./call.ts";
import type { Job } from "./job.ts";

/** The members of POST /upload. */
export const announcement = (
  source: Source,
  { path, tags, onBehalfOf }: Pick<UploadOptions, "path" | "tags" | "onBehalfOf">,
  more: object,
) => ({
  file_name: source.name,
  ...(source.size !== undefined && { len: source.size }),
  type: source.type,
  ...(path !== undefined && { path }),
  ...(tags !== undefined && { tags }),
  ...(onBehalfOf !== undefined && { on_behalf_of: onBehalfOf }),
  ...more,
});

export type Announced = UploadForm | UploadPlan | StatusView;

/** POST /upload: a form, a plan, or the status of a file whose bytes have arrived or cannot arrive any more. */
export const announce = async (job: Job, more: object): Promise<Announced> => {
  const ask = async (signal: AbortSignal, retries = job.malote.retries) => {
    const { body } = await call<Announced>(job.malote, {
      route: "POST /upload",
      body: announcement(job.source, job.options, more),
      headers: { "Idempotency-Key": job.key },
      signal,
      retries,
      onSent: () => {
        job.ask = ask;
      },
    });
    job.file_id = body.file_id;
    return body;
  };
  return ask(job.control.signal);
};

export const isForm = (response: object): response is UploadForm => "fields" in response;
export const isPlan = (response: object): response is UploadPlan => "part_size" in response;
