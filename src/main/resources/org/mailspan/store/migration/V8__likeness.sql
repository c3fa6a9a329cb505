-- By what an item is known again when the host gives other ids: digests of what stays (EMAILID; Message-ID, date and size;
-- Message-ID and size), 0 where the host tells none. Noted when a device is told of the item: of others nobody needs it.
CREATE TABLE likeness (
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    object INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    loose INTEGER NOT NULL,
    PRIMARY KEY (folder, key)
) STRICT, WITHOUT ROWID;

-- When a folder was last counted against the host, in milliseconds since 1970; 0 for never.
ALTER TABLE head ADD COLUMN audited INTEGER NOT NULL DEFAULT 0;
