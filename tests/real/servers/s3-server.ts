/** An S3 server of another project, which the tests of the adapters call. */
export type S3Server = {
  name: "versitygw" | "MiniStack";
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
};
