-- AUTOINCREMENT: the id is the CollectionId, which is never given twice. Rows are never deleted, so that a folder that
-- comes back finds its old id; that is also why nothing here needs a foreign key to it.
CREATE TABLE folder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    remote TEXT NOT NULL,
    parent INTEGER NOT NULL,
    name TEXT NOT NULL,
    type INTEGER NOT NULL, -- MS-ASCMD 2.2.3.186.3
    selectable INTEGER NOT NULL,
    added INTEGER NOT NULL,
    version INTEGER NOT NULL,
    gone INTEGER NOT NULL
) STRICT;

CREATE INDEX folder_account ON folder (account);

-- highest: the highest key ever given. It outlives the rows, purged ones and a dropped Index: a key is not given twice.
CREATE TABLE head (
    folder INTEGER PRIMARY KEY,
    generation TEXT NOT NULL,
    token TEXT NOT NULL,
    version INTEGER NOT NULL,
    highest INTEGER NOT NULL
) STRICT;

-- backward: ~key falls as key rises, over all 64 bits and without overflow. With it the order of changes (version
-- upward, key downward) is the order of a row value, and "after this mark" one range of one index.
CREATE TABLE item (
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    remote TEXT NOT NULL,
    stamp TEXT NOT NULL,
    date INTEGER NOT NULL,
    added INTEGER NOT NULL,
    version INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    backward INTEGER NOT NULL GENERATED ALWAYS AS (~key) VIRTUAL,
    PRIMARY KEY (folder, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX item_changed ON item (folder, version, backward);
CREATE INDEX item_seen ON item (folder, added, backward) WHERE gone = 0;
CREATE INDEX item_place ON item (folder, date, key) WHERE gone = 0;
CREATE INDEX item_remote ON item (folder, remote) WHERE gone = 0;
CREATE INDEX item_gone ON item (folder, version) WHERE gone = 1;

CREATE TABLE state (
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    collection INTEGER NOT NULL,
    slot INTEGER NOT NULL, -- 0 current, 1 previous
    sync_key TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    base_key INTEGER NOT NULL,
    added_version INTEGER NOT NULL,
    added_key INTEGER NOT NULL,
    start_version INTEGER NOT NULL,
    start_key INTEGER NOT NULL,
    cursor_date INTEGER NOT NULL,
    cursor_key INTEGER NOT NULL,
    cutoff_date INTEGER NOT NULL,
    cutoff_key INTEGER NOT NULL,
    filter_type INTEGER NOT NULL,
    own BLOB NOT NULL, -- version and key of each mark, 8 octets each, big-endian
    options BLOB NOT NULL,
    PRIMARY KEY (account, device, collection, slot)
) STRICT, WITHOUT ROWID;

CREATE INDEX state_collection ON state (collection, account, base_version);

CREATE TABLE device (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    version TEXT NOT NULL,
    information BLOB NOT NULL,
    first_seen INTEGER NOT NULL, -- milliseconds since 1970, here and below
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- With rowid: documents may be larger than a page, which a WITHOUT ROWID table would carry through its inner nodes.
CREATE TABLE document (
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (account, device, name)
) STRICT;

CREATE TABLE sent (
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (account, device, client_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sent_at ON sent (sent_at);
