package org.mailspan.wbxml;

/** Code page 19, MS-ASWBXML 2.1.2.1.20. */
public enum DocumentLibrary implements Tag {
    LinkId(0x05),
    DisplayName(0x06),
    IsFolder(0x07),
    CreationDate(0x08),
    LastModifiedDate(0x09),
    IsHidden(0x0A),
    ContentLength(0x0B),
    ContentType(0x0C);

    private final int token;

    DocumentLibrary(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 19;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "DocumentLibrary";
    }
}
