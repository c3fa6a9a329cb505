package org.mailspan.wbxml;

/** Code page 11, MS-ASWBXML 2.1.2.1.12. */
public enum ValidateCert implements Tag {
    ValidateCert(0x05),
    Certificates(0x06),
    Certificate(0x07),
    CertificateChain(0x08),
    CheckCRL(0x09),
    Status(0x0A);

    private final int token;

    ValidateCert(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 11;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "ValidateCert";
    }
}
