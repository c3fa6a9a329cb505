-- Devices whose exchanges are written down, mail too, until a time (milliseconds since 1970).
CREATE TABLE trace (
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (account, device)
) STRICT, WITHOUT ROWID;
