import { env } from "./env.ts";
import type { Users } from "./ports.ts";

/**
 * The user pool of this deployment. Its client is loaded by the first lookup, because few uploads need it and loading
 * it would lengthen every cold start.
 */
export const users = (): Users => {
  const userPoolId = env.userPoolId();
  let pool: Promise<Users> | undefined;
  return {
    exists: async (sub) => {
      pool ??= import("./aws/user-pool.ts").then(({ createUserPool }) => createUserPool(userPoolId));
      return (await pool).exists(sub);
    },
  };
};
