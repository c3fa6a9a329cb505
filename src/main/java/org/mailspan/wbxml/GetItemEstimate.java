package org.mailspan.wbxml;

/** Code page 6, MS-ASWBXML 2.1.2.1.7. */
public enum GetItemEstimate implements Tag {
    GetItemEstimate(0x05),
    Collections(0x07),
    Collection(0x08),
    Class(0x09),
    CollectionId(0x0A),
    Estimate(0x0C),
    Response(0x0D),
    Status(0x0E);

    private final int token;

    GetItemEstimate(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 6;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "GetItemEstimate";
    }
}
