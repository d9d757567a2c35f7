import { expect, test } from "vitest";
import { CLIENT_ID, POOL_ID } from "../testing/a-pool.ts";
import { poolOf } from "./pool.ts";

const described = { user_pool_id: POOL_ID, client_id: CLIENT_ID };

test("a service on AWS uses Cognito in the pool's region", () => {
  expect(poolOf("https://api.example.com/v1", described)).toEqual({
    userPoolId: POOL_ID,
    clientId: CLIENT_ID,
    endpoint: "https://cognito-idp.eu-west-1.amazonaws.com/",
    keysUrl: `https://cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}/.well-known/jwks.json`,
  });
});

test("the local stack is its own Cognito", () => {
  const pool = poolOf("http://127.0.0.1:4566/restapis/x", {
    ...described,
    endpoint_url: "http://127.0.0.1:4567",
  });
  expect(pool).toMatchObject({
    endpoint: "http://127.0.0.1:4567/",
    keysUrl: `http://127.0.0.1:4567/${POOL_ID}/.well-known/jwks.json`,
  });
});

test("an endpoint on another host is not used", () => {
  const pool = poolOf("https://api.example.com/v1", { ...described, endpoint_url: "http://169.254.169.254" });
  expect(pool?.endpoint).toBe("https://cognito-idp.eu-west-1.amazonaws.com/");
});

test.each([
  {},
  { user_pool_id: POOL_ID },
  { client_id: CLIENT_ID },
  { ...described, user_pool_id: "evil.example.com/x_y" },
  { ...described, user_pool_id: "eu-west-1.evil.com_x" },
  { ...described, client_id: "a b" },
])("no pool: %j", (description) => expect(poolOf("https://api.example.com", description)).toBeUndefined());
