package org.mailspan.backend;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A backend for each test of a contract, opened before it and closed after it. */
abstract class OpenedSubject {
    private Subject subject;

    /** A backend with an empty mailbox: INBOX, Drafts, Sent, Trash, Junk. */
    abstract Subject open() throws BackendException;

    @BeforeEach
    final void begin() throws BackendException {
        subject = open();
    }

    @AfterEach
    final void end() {
        subject.backend().close();
        subject.witness().close();
    }

    public final Subject subject() {
        return subject;
    }
}
