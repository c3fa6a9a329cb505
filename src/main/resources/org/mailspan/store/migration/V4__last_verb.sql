-- What was last done with an item through the bridge: a host's flags tell neither when nor whether all were answered.
CREATE TABLE verb (
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (folder, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX verb_done_at ON verb (done_at);
