package org.mailspan.wbxml;

/** Code page 12, MS-ASWBXML 2.1.2.1.13. */
public enum Contacts2 implements Tag {
    CustomerId(0x05),
    GovernmentId(0x06),
    IMAddress(0x07),
    IMAddress2(0x08),
    IMAddress3(0x09),
    ManagerName(0x0A),
    CompanyMainPhone(0x0B),
    AccountName(0x0C),
    NickName(0x0D),
    MMS(0x0E);

    private final int token;

    Contacts2(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 12;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Contacts2";
    }
}
