-- Passwords that were made for one device each. Times in milliseconds since 1970, 0 for never.
-- id: the first letters of the password. hash: Argon2id of the whole, under salt, memory (KiB) and passes.
-- device: the DeviceId that used it first, empty before; no other is let in with it.
CREATE TABLE app_password (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    salt BLOB NOT NULL,
    memory INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    hash BLOB NOT NULL,
    device TEXT NOT NULL,
    made INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- The password at the mail host that stands behind them, sealed with a key that is not in this file.
CREATE TABLE mail_password (
    account TEXT PRIMARY KEY NOT NULL,
    sealed BLOB NOT NULL,
    changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
