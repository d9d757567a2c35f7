import type { StackJson } from "./stack-json.ts";

/** A stack.json for tests. */
export const aStack = (changes: Partial<StackJson> = {}): StackJson => ({
  api_url: "http://127.0.0.1:4566/restapis/abc/local/_user_request_",
  endpoint_url: "http://127.0.0.1:4566",
  region: "us-east-1",
  access_key_id: "AKIAEXAMPLE",
  secret_access_key: "secret",
  stack_name: "malote-local",
  api_id: "abc",
  stage: "local",
  user_pool_id: "us-east-1_x",
  client_id: "client",
  bucket: "bucket",
  table: "table",
  queue_url: "http://127.0.0.1:4566/123456789012/queue",
  dlq_url: "http://127.0.0.1:4566/123456789012/dlq",
  demo: { username: "demo@malote.local", password: "Demo-password-2345" },
  operator: { username: "operator@malote.local", password: "Operator-password-2345" },
  allowed_origins: ["http://127.0.0.1:4567"],
  port: 4566,
  docs_url: "http://127.0.0.1:4567/#00112233445566778899aabbccddeeff",
  pid: 4242,
  instance: "malote-1",
  started_at: "2026-11-21T12:00:00.000Z",
  logs: "/home/somebody/malote/.malote/logs",
  ...changes,
});
