-- To which conversation an item belongs (MS-ASCON): asked of the host once, and only where a device or a rule needs it.
-- learned: counts the batches in which a folder's items became known, so that "known since" is one range.
CREATE TABLE member (
    folder INTEGER NOT NULL,
    key INTEGER NOT NULL,
    conversation BLOB NOT NULL,
    learned INTEGER NOT NULL,
    PRIMARY KEY (folder, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_conversation ON member (folder, conversation, key);
CREATE INDEX member_learned ON member (folder, learned, key);

-- How far that has come in a folder: upward by first sights, downward by age, as a device's state has it.
CREATE TABLE learned (
    folder INTEGER PRIMARY KEY,
    learned INTEGER NOT NULL,
    added_version INTEGER NOT NULL,
    added_key INTEGER NOT NULL,
    start_version INTEGER NOT NULL,
    start_key INTEGER NOT NULL,
    cursor_date INTEGER NOT NULL,
    cursor_key INTEGER NOT NULL
) STRICT;

-- ConversationMode of a device: whether it is on, up to which batch members were looked at, and the keys of the items
-- that the device has though they are older than its filter. 1 octet, then 8 for each number, big-endian.
ALTER TABLE state ADD COLUMN conversation_mode BLOB NOT NULL DEFAULT x'';

-- Conversations that are always moved (MS-ASCON 3.2.5.3): where to, and since when.
CREATE TABLE move_always (
    account TEXT NOT NULL,
    conversation BLOB NOT NULL,
    folder INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
) STRICT, WITHOUT ROWID;

-- What was moved for that: the message itself is known by its conversation and when it was received, in seconds. Who puts
-- it elsewhere afterwards keeps it there.
CREATE TABLE filed (
    account TEXT NOT NULL,
    conversation BLOB NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (account, conversation, date)
) STRICT, WITHOUT ROWID;

CREATE INDEX filed_date ON filed (date);
