package org.mailspan.wbxml;

/** Code page 1, MS-ASWBXML 2.1.2.1.2. */
public enum Contacts implements Tag {
    Anniversary(0x05),
    AssistantName(0x06),
    AssistantPhoneNumber(0x07),
    Birthday(0x08),
    Business2PhoneNumber(0x0C),
    BusinessAddressCity(0x0D),
    BusinessAddressCountry(0x0E),
    BusinessAddressPostalCode(0x0F),
    BusinessAddressState(0x10),
    BusinessAddressStreet(0x11),
    BusinessFaxNumber(0x12),
    BusinessPhoneNumber(0x13),
    CarPhoneNumber(0x14),
    Categories(0x15),
    Category(0x16),
    Children(0x17),
    Child(0x18),
    CompanyName(0x19),
    Department(0x1A),
    Email1Address(0x1B),
    Email2Address(0x1C),
    Email3Address(0x1D),
    FileAs(0x1E),
    FirstName(0x1F),
    Home2PhoneNumber(0x20),
    HomeAddressCity(0x21),
    HomeAddressCountry(0x22),
    HomeAddressPostalCode(0x23),
    HomeAddressState(0x24),
    HomeAddressStreet(0x25),
    HomeFaxNumber(0x26),
    HomePhoneNumber(0x27),
    JobTitle(0x28),
    LastName(0x29),
    MiddleName(0x2A),
    MobilePhoneNumber(0x2B),
    OfficeLocation(0x2C),
    OtherAddressCity(0x2D),
    OtherAddressCountry(0x2E),
    OtherAddressPostalCode(0x2F),
    OtherAddressState(0x30),
    OtherAddressStreet(0x31),
    PagerNumber(0x32),
    RadioPhoneNumber(0x33),
    Spouse(0x34),
    Suffix(0x35),
    Title(0x36),
    WebPage(0x37),
    YomiCompanyName(0x38),
    YomiFirstName(0x39),
    YomiLastName(0x3A),
    Picture(0x3C),
    Alias(0x3D),
    WeightedRank(0x3E);

    private final int token;

    Contacts(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 1;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Contacts";
    }
}
