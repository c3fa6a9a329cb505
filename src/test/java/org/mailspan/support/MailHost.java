package org.mailspan.support;

import java.security.cert.X509Certificate;
import java.util.List;

/** A mail host of the tests: IMAP and submission on loopback, users on demand, a witness to look behind our back. */
public interface MailHost {
    String DOMAIN = "mailspan.test";
    String PASSWORD = "geheim+secret";

    /** For display names of tests. */
    String name();

    default String host() {
        return "127.0.0.1";
    }

    int imapPort();

    int imapsPort();

    int smtpPort();

    /** What {@link #imapsPort()} shows: self-signed, for localhost and 127.0.0.1. */
    X509Certificate certificate();

    default String password() {
        return PASSWORD;
    }

    /** Between the levels of a folder name. */
    char separator();

    /**
     * A login that is an address, with an empty INBOX and Drafts, Sent, Trash and Junk beside it. Nobody else has it,
     * so that tests may run in any order and side by side.
     */
    String newUser();

    default ImapWitness witness(String user) {
        return new ImapWitness(host(), imapPort(), user, password());
    }

    /** A message arrives in the INBOX of a user, as from outside. */
    void deliver(String user, byte[] message);

    /** What the submission server took for this address, oldest first, with the trace lines that it put on top. */
    List<byte[]> received(String address);
}
