package org.mailspan.certificate;

/** What may be said of a certificate that came with a mail, named after MS-ASCMD 2.2.3.177.18. */
public enum Verdict {
    GOOD,
    INVALID_SIGNATURE,
    UNTRUSTED_SOURCE,
    /** What is needed to reach an authority was there, and is no certificate. */
    INVALID_CHAIN,
    NOT_FOR_MAIL,
    /** Or not valid yet. */
    EXPIRED,
    EXPIRED_IN_CHAIN,
    WRONG_USE_IN_CHAIN,
    INVALID_CERTIFICATE,
    /** One that is no authority stands where one must. */
    WRONG_ROLE_IN_CHAIN,
    REVOKED,
    REVOCATION_SERVER_OFFLINE,
    REVOKED_IN_CHAIN,
    REVOCATION_UNKNOWN,
    UNKNOWN_ERROR
}
