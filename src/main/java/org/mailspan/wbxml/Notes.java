package org.mailspan.wbxml;

/** Code page 23, MS-ASWBXML 2.1.2.1.24. */
public enum Notes implements Tag {
    Subject(0x05),
    MessageClass(0x06),
    LastModifiedDate(0x07),
    Categories(0x08),
    Category(0x09);

    private final int token;

    Notes(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 23;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Notes";
    }
}
