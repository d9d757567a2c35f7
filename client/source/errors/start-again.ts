/** The upload cannot be continued: the file starts again under a new idempotency key. Callers never see this error. */
export class StartAgain extends Error {}
