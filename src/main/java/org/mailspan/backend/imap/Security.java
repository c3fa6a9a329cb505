package org.mailspan.backend.imap;

/** How a connection to a mail host is protected: the values of {@code imap.security} and {@code smtp.security}. */
public enum Security {
    /** TLS from the first octet: ports 993 and 465. */
    TLS,
    /** Plain until STARTTLS; a host that does not offer it is refused, never spoken to in the clear. */
    STARTTLS,
    /** In the clear: for a host on the same machine, and tests. */
    NONE
}
