package org.mailspan.backend;

import org.mailspan.backend.imap.Security;
import org.mailspan.support.GreenMailHost;

/** The contract over IMAP with a poor host. */
final class GreenMailBackendTest extends BackendContract {
    @Override
    Subject open() throws BackendException {
        return ImapSubjects.at(GreenMailHost.shared(), Security.NONE, false);
    }

    /** Not a test here: GreenMail 2.1 answers RENAME to another level upwards by OK, and does not do it. */
    @Override
    public void aFolderIsMovedToTheTop() {}
}
