import { ServiceView } from "@malote/core";
import { is } from "valibot";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type Deployment, describeService } from "./describe-service.ts";
import { VERSION } from "./version.ts";

const DEPLOYMENT: Deployment = {
  region: "eu-west-1",
  user_pool_id: "eu-west-1_Example",
  client_id: "1example",
  endpoint_url: undefined,
  max_file_bytes: 1000,
  min_part_bytes: 8_388_608,
  allowed_types: ["image/*"],
  denied_extensions: [],
  self_sign_up: false,
};

describe("GET /.well-known/malote", () => {
  it("has what the template decides, and what S3 and this version can do", async () => {
    const view = await describeService(DEPLOYMENT)();

    expect(is(ServiceView, view)).toBe(true);
    expect(view).toMatchObject({
      service: "malote",
      region: "eu-west-1",
      user_pool_id: "eu-west-1_Example",
      client_id: "1example",
      max_file_bytes: 1000,
      single_upload_bytes: 5_368_709_120,
      allowed_types: ["image/*"],
      denied_extensions: [],
      max_batch: 50,
    });
  });

  it("has an endpoint only outside of AWS", async () => {
    const endpoint_url = "http://127.0.0.1:4566";

    await expect(describeService(DEPLOYMENT)()).resolves.not.toHaveProperty("endpoint_url");
    await expect(describeService({ ...DEPLOYMENT, endpoint_url })()).resolves.toMatchObject({ endpoint_url });
  });

  it("offers a sign-up only where people may create their own accounts", async () => {
    const featuresOf = async (self_sign_up: boolean) =>
      (await describeService({ ...DEPLOYMENT, self_sign_up })()).features;

    await expect(featuresOf(true)).resolves.toEqual([...(await featuresOf(false)), "sign-up"]);
    await expect(featuresOf(false)).resolves.not.toContain("sign-up");
  });

  it("has the version of package.json", () => {
    expect(VERSION).toBe(manifest.version);
  });
});
