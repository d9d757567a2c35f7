import { Trouble } from "../../tools/command/trouble.ts";

/**
 * The stack is up when the API itself says so: a route that does not exist is answered by the gateway with
 * a problem of ours, which shows that the stage is deployed and the gateway responses are in place.
 */
export const assertApiResponds = async (apiUrl: string): Promise<void> => {
  const response = await fetch(`${apiUrl}/no-such-route`);
  await response.body?.cancel();
  const type = response.headers.get("content-type");
  if (response.status === 404 && type === "application/problem+json") return;
  throw new Trouble(
    `The API does not answer as the template says: an unknown route gave ${response.status} ${type}.`,
  );
};
