package org.mailspan.wbxml;

/** Code page 16, MS-ASWBXML 2.1.2.1.17. */
public enum GAL implements Tag {
    DisplayName(0x05),
    Phone(0x06),
    Office(0x07),
    Title(0x08),
    Company(0x09),
    Alias(0x0A),
    FirstName(0x0B),
    LastName(0x0C),
    HomePhone(0x0D),
    MobilePhone(0x0E),
    EmailAddress(0x0F),
    Picture(0x10),
    Status(0x11),
    Data(0x12);

    private final int token;

    GAL(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 16;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "GAL";
    }
}
