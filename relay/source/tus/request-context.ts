import { AsyncLocalStorage } from "node:async_hooks";

/** What the store and the hooks need of the request, which @tus/server does not hand on. */
export interface TusRequest {
  owner: string;
  requestId?: string | undefined;
  /** Whether the body of the response is a problem. */
  isProblem: boolean;
}

const requests = new AsyncLocalStorage<TusRequest>();

export const runWith = <T>(request: TusRequest, work: () => T): T => requests.run(request, work);

export const currentRequest = (): TusRequest => {
  const request = requests.getStore();
  if (!request) throw new Error("There is no request of tus here.");
  return request;
};
