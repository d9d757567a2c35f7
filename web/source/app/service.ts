import type { Description, Malote } from "malote";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Config } from "../deployment/deployment.ts";
import type { Session } from "../session/session.ts";

/** What every view of a signed-in person works with. */
export interface Service {
  malote: Malote;
  /** What the deployment accepts. */
  description: Description;
  session: Session;
  config: Config;
}

export const ServiceContext = createContext<Service | undefined>(undefined);

/** Only below a sign-in. */
export const useService = (): Service => {
  const service = useContext(ServiceContext);
  if (!service) throw new Error("useService() is used outside of a session.");
  return service;
};
