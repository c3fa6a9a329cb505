-- What tells a folder from all others beside its name, as it was when first seen; generation: as in head, mailbox: the
-- host's own id (RFC 8474), empty where it has none. Rows outlive the folder's index, as folder's do.
CREATE TABLE identity (
    folder INTEGER PRIMARY KEY,
    generation TEXT NOT NULL,
    mailbox TEXT NOT NULL
) STRICT;
