import { expect, test } from "vitest";
import { operationOf } from "./operation.ts";

const call = (method: string, path: string, headers: Record<string, string> = {}) =>
  operationOf({ method, path, header: (name) => headers[name] });

const COPY = { "x-amz-copy-source": "b/temp/1" };

test.each([
  ["S3 GetObject", "GET", "/b/temp/1?x-id=GetObject", {}],
  ["S3 HeadObject", "HEAD", "/b/dest/1", {}],
  ["S3 CopyObject", "PUT", "/b/dest/1?x-id=CopyObject", COPY],
  ["S3 PutObject", "PUT", "/b/dest/1", {}],
  ["S3 DeleteObject", "DELETE", "/b/temp/1", {}],
  ["S3 CreateMultipartUpload", "POST", "/b/dest/1?uploads", {}],
  ["S3 UploadPartCopy", "PUT", "/b/dest/1?partNumber=1&uploadId=u", COPY],
  ["S3 ListParts", "GET", "/b/dest/1?uploadId=u", {}],
  ["S3 CompleteMultipartUpload", "POST", "/b/dest/1?uploadId=u", {}],
  ["S3 AbortMultipartUpload", "DELETE", "/b/dest/1?uploadId=u", {}],
  ["DynamoDB UpdateItem", "POST", "/", { "x-amz-target": "DynamoDB_20120810.UpdateItem" }],
  ["SQS SendMessage", "POST", "/", { "x-amz-target": "AmazonSQS.SendMessage" }],
])("%s is recognised from its HTTP request", (name, method, path, headers) => {
  expect(call(method, path, headers)).toBe(name);
});
