package org.mailspan.wbxml;

/** Code page 25, MS-ASWBXML 2.1.2.1.26. */
public enum Find implements Tag {
    Find(0x05),
    SearchId(0x06),
    ExecuteSearch(0x07),
    MailBoxSearchCriterion(0x08),
    Query(0x09),
    Status(0x0A),
    FreeText(0x0B),
    Options(0x0C),
    Range(0x0D),
    DeepTraversal(0x0E),
    Response(0x11),
    Result(0x12),
    Properties(0x13),
    Preview(0x14),
    HasAttachments(0x15),
    Total(0x16),
    DisplayCc(0x17),
    DisplayBcc(0x18),
    GalSearchCriterion(0x19),
    MaxPictures(0x20),
    MaxSize(0x21),
    Picture(0x22);

    private final int token;

    Find(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 25;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Find";
    }
}
