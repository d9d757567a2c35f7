import { Trouble } from "../../tools/command/trouble.ts";

/**
 * Checks that the API is ready. For a route that does not exist, API Gateway responds with the template's own problem
 * document: then the stage is deployed, and the gateway responses are set.
 * @throws Trouble for any other response
 */
export const assertApiResponds = async (apiUrl: string): Promise<void> => {
  const response = await fetch(`${apiUrl}/no-such-route`);
  await response.body?.cancel();
  const type = response.headers.get("content-type");
  if (response.status === 404 && type === "application/problem+json") return;
  throw new Trouble(
    `The API does not respond as in the template: an unknown route responded ${response.status} ${type}.`,
  );
};
