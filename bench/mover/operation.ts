/** An HTTP request of node:http, before it is sent. */
export interface OutgoingCall {
  method: string;
  /** With the query. */
  path: string;
  header(name: string): unknown;
}

/**
 * The name of an AWS call, from its HTTP request: "S3 CopyObject", "DynamoDB UpdateItem". HTTP requests are counted
 * instead of SDK commands, so that retries and calls made by mistake count too.
 */
export const operationOf = ({ method, path, header }: OutgoingCall): string => {
  const target = header("x-amz-target");
  if (typeof target === "string") {
    const [service = "", operation = ""] = target.split(".");
    return `${service.replace(/_\d+$/, "").replace("AmazonSQS", "SQS")} ${operation}`;
  }
  return `S3 ${s3Operation(method, new URL(path, "http://s3").searchParams, header("x-amz-copy-source") !== undefined)}`;
};

const s3Operation = (method: string, query: URLSearchParams, copies: boolean): string => {
  const ofUpload = query.has("uploadId");
  switch (method) {
    case "GET":
      return ofUpload ? "ListParts" : query.has("list-type") ? "ListObjectsV2" : "GetObject";
    case "HEAD":
      return "HeadObject";
    case "PUT":
      if (ofUpload) return copies ? "UploadPartCopy" : "UploadPart";
      return copies ? "CopyObject" : "PutObject";
    case "POST":
      return ofUpload ? "CompleteMultipartUpload" : "CreateMultipartUpload";
    case "DELETE":
      return ofUpload ? "AbortMultipartUpload" : "DeleteObject";
    default:
      return method;
  }
};
