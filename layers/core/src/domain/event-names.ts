/** The `source` of every event that this service puts on EventBridge. */
export const EVENT_SOURCE = "malote";

/** The `detail-type` of the event of one change of status. */
export const FILE_STATUS_CHANGED = "FileStatusChanged";
