-- What makes a draft itself, as a digest of its Message-ID, whatever UID it has: mail programs save a draft by filing
-- another message and deleting the one before. Empty for a draft without an id.
CREATE TABLE draft (
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    identity TEXT NOT NULL,
    PRIMARY KEY (folder, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_identity ON draft (folder, identity);
