package org.mailspan.wbxml;

/** Code page 7, MS-ASWBXML 2.1.2.1.8. */
public enum FolderHierarchy implements Tag {
    Folders(0x05),
    Folder(0x06),
    DisplayName(0x07),
    ServerId(0x08),
    ParentId(0x09),
    Type(0x0A),
    Status(0x0C),
    Changes(0x0E),
    Add(0x0F),
    Delete(0x10),
    Update(0x11),
    SyncKey(0x12),
    FolderCreate(0x13),
    FolderDelete(0x14),
    FolderUpdate(0x15),
    FolderSync(0x16),
    Count(0x17);

    private final int token;

    FolderHierarchy(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 7;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "FolderHierarchy";
    }
}
