-- Items of which the device's own copy is not what the host holds: the key of each in 8 octets, big-endian, and one that
-- is 1 if the device has no copy at all.
ALTER TABLE state ADD COLUMN owed BLOB NOT NULL DEFAULT x'';

-- Where a device moved an item: the answer to a MoveItems that it repeats, also when the row that left is purged.
CREATE TABLE moved (
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    to_folder INTEGER NOT NULL,
    to_key INTEGER NOT NULL,
    moved_at INTEGER NOT NULL,
    PRIMARY KEY (account, device, folder, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX moved_at ON moved (moved_at);
