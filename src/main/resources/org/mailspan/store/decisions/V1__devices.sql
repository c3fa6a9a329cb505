-- What was decided of a device, by a person or by the setting for new ones. Times in milliseconds since 1970, 0 for never.
-- errand: what serve has still to do in cache.db, which belongs to its process alone.
-- revision: the number of the last change, so that a process sees what another one changed.
CREATE TABLE device (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    decision TEXT NOT NULL, -- allowed, quarantined, blocked, forgotten
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    type TEXT NOT NULL, -- this and the next as they were when it came
    user_agent TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    told INTEGER NOT NULL, -- when its owner was told
    errand TEXT NOT NULL, -- none, resync, forget
    revision INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX device_revision ON device (revision);

-- The one order to wipe a device, the last. name: no other order ever has it, in whichever copy of this file it is made.
CREATE TABLE wipe (
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- device, account
    state TEXT NOT NULL, -- pending, doubtful, cancelled, done
    ordered INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL,
    status INTEGER NOT NULL, -- as the device acknowledged it, 0 before
    PRIMARY KEY (account, device)
) STRICT, WITHOUT ROWID;

CREATE INDEX wipe_state ON wipe (state);

-- One row. attended: up to when somebody looked after this file without a long pause; a copy from a backup has an old time.
-- revision: the last that was given to a device; it outlives the row.
CREATE TABLE course (
    attended INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

INSERT INTO course VALUES (0, 0);

-- With rowid, which orders what happened.
CREATE TABLE device_log (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL
) STRICT;

CREATE INDEX device_log_device ON device_log (account, device, number);
