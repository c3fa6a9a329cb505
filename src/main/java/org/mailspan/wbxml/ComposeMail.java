package org.mailspan.wbxml;

/** Code page 21, MS-ASWBXML 2.1.2.1.22. */
public enum ComposeMail implements Tag {
    SendMail(0x05),
    SmartForward(0x06),
    SmartReply(0x07),
    SaveInSentItems(0x08),
    ReplaceMime(0x09),
    Source(0x0B),
    FolderId(0x0C),
    ItemId(0x0D),
    LongId(0x0E),
    InstanceId(0x0F),
    Mime(0x10),
    ClientId(0x11),
    Status(0x12),
    AccountId(0x13),
    Forwardees(0x15),
    Forwardee(0x16),
    Name(0x17),
    Email(0x18);

    private final int token;

    ComposeMail(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 21;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "ComposeMail";
    }
}
