import type { Response } from "express";
import type { Delivered } from "./deliver.ts";

/** The response of one file. */
export const sendDelivered = (
  response: Response,
  { way, asked }: { way: "stream" | "store"; asked: boolean },
  { status, id, body }: Delivered,
): void => {
  if (way === "store" && asked) response.set("Preference-Applied", "respond-async");
  response.status(status).location(`/files/${id}`).json(body);
};
