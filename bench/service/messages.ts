/** A request to the process of the service. */
export type ServiceRequest =
  | { do: "addresses" }
  /** Moves all that waits in the queue. */
  | { do: "move" }
  /** Whether a message is handled as soon as it is sent, or only on request. */
  | { do: "moves"; atOnce: boolean };

export type ServiceResponse = {
  /** The API's URL. */
  url: string;
  /** The endpoint of the table. */
  table: string;
  /** The number of messages that were handled. */
  moved: number;
};
