package org.mailspan.wbxml;

/** Code page 13, MS-ASWBXML 2.1.2.1.14. */
public enum Ping implements Tag {
    Ping(0x05),
    Status(0x07),
    HeartbeatInterval(0x08),
    Folders(0x09),
    Folder(0x0A),
    Id(0x0B),
    Class(0x0C),
    MaxFolders(0x0D);

    private final int token;

    Ping(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 13;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Ping";
    }
}
