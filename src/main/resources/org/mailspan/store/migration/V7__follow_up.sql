-- The flag of an item as a device set it, with its dates and its reminder, as a WBXML document: a host keeps no more of it
-- than that there is one.
CREATE TABLE follow_up (
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    flag BLOB NOT NULL,
    PRIMARY KEY (folder, key)
) STRICT, WITHOUT ROWID;
