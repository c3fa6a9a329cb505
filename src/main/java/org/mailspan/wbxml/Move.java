package org.mailspan.wbxml;

/** Code page 5, MS-ASWBXML 2.1.2.1.6. */
public enum Move implements Tag {
    MoveItems(0x05),
    Move(0x06),
    SrcMsgId(0x07),
    SrcFldId(0x08),
    DstFldId(0x09),
    Response(0x0A),
    Status(0x0B),
    DstMsgId(0x0C);

    private final int token;

    Move(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 5;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Move";
    }
}
