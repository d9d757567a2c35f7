import type { DatabaseSync } from "node:sqlite";

/** Of the tables below. A relay refuses a journal of a later version. */
const VERSION = 1;

/**
 * `seq` is the order of acceptance. `arriving` is a state of the journal only: the bytes are durable, their final name is
 * not. `ready` is 0 while a waiting entry may not be sent before `next_at`; the two indexes for it find the oldest ready
 * entry of an owner, and the first delayed one, without looking at the others.
 */
const TABLES = `
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  path TEXT,
  tags TEXT,
  metadata TEXT,
  size INTEGER,
  received INTEGER NOT NULL,
  running_crc INTEGER NOT NULL DEFAULT 0,
  crc32 TEXT,
  state TEXT NOT NULL,
  key TEXT NOT NULL,
  client_key TEXT,
  accepted_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  ready INTEGER NOT NULL DEFAULT 1,
  next_at INTEGER NOT NULL DEFAULT 0,
  file_id TEXT,
  reason TEXT,
  sent_at INTEGER,
  completed_at INTEGER,
  expires_at INTEGER
) STRICT;
CREATE UNIQUE INDEX by_client_key ON entry(owner, client_key) WHERE client_key IS NOT NULL;
CREATE INDEX by_state ON entry(state, seq);
CREATE INDEX by_owner ON entry(owner, seq);
CREATE INDEX ready ON entry(owner, seq) WHERE state = 'waiting' AND ready = 1;
CREATE INDEX delayed ON entry(next_at) WHERE state = 'waiting' AND ready = 0;
CREATE INDEX followed ON entry(next_at) WHERE state = 'sent';
CREATE INDEX history ON entry(completed_at) WHERE state = 'completed';
CREATE INDEX expiring ON entry(expires_at) WHERE state = 'receiving';

CREATE TABLE tally (state TEXT PRIMARY KEY, files INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
INSERT INTO tally VALUES ('receiving', 0, 0), ('arriving', 0, 0), ('waiting', 0, 0), ('sent', 0, 0),
  ('completed', 0, 0), ('parked', 0, 0);
CREATE TRIGGER counted AFTER INSERT ON entry BEGIN
  UPDATE tally SET files = files + 1, bytes = bytes + coalesce(new.size, new.received) WHERE state = new.state;
END;
CREATE TRIGGER uncounted AFTER DELETE ON entry BEGIN
  UPDATE tally SET files = files - 1, bytes = bytes - coalesce(old.size, old.received) WHERE state = old.state;
END;
CREATE TRIGGER recounted AFTER UPDATE OF state, size, received ON entry BEGIN
  UPDATE tally SET files = files - 1, bytes = bytes - coalesce(old.size, old.received) WHERE state = old.state;
  UPDATE tally SET files = files + 1, bytes = bytes + coalesce(new.size, new.received) WHERE state = new.state;
END;

CREATE TABLE padding (zeros BLOB NOT NULL) STRICT;
CREATE TABLE opened (times INTEGER NOT NULL) STRICT;
INSERT INTO opened VALUES (0);
`;

/** What a command has removed beside a relay that runs, until that relay has seen it. Journals of before have no such table. */
const REMOVED = "CREATE TABLE IF NOT EXISTS removed (id TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;";

/** Creates the tables in a new journal, and those that an older one lacks. @returns whether it is new */
export function createTables(db: DatabaseSync): boolean {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === VERSION) {
    db.exec(REMOVED);
    return false;
  }
  if (version !== 0)
    throw new Error(
      `The journal has version ${version}, and this relay reads ${VERSION}. Use a newer relay.`,
    );
  db.exec(`BEGIN IMMEDIATE; ${TABLES} ${REMOVED} PRAGMA user_version = ${VERSION}; COMMIT;`);
  return true;
}
