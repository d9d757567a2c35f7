/** An S3 server that judges our adapters. Neither is ours. */
export type S3Server = {
  name: "versitygw" | "MiniStack";
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
};
