package org.mailspan.acme;

/** How an authority looks whether this server is the one of a name. */
enum Way {
    /** RFC 8737: a handshake at port 443. */
    TLS,
    /** RFC 8555 8.3: a file at port 80. */
    HTTP
}
