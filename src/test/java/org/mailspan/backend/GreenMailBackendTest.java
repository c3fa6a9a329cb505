package org.mailspan.backend;

import org.junit.jupiter.api.Nested;
import org.mailspan.backend.imap.Security;
import org.mailspan.support.GreenMailHost;

/** The contract over IMAP with a poor host. */
final class GreenMailBackendTest {
    @Nested
    final class InTheClear extends GreenMailContract {
        @Override
        Security security() {
            return Security.NONE;
        }
    }

    @Nested
    final class OverTls extends GreenMailContract {
        @Override
        Security security() {
            return Security.TLS;
        }
    }

    abstract static class GreenMailContract extends BackendContract {
        abstract Security security();

        @Override
        final Subject open() throws BackendException {
            return ImapSubjects.at(GreenMailHost.shared(), security(), false);
        }

        /** Not a test here: GreenMail 2.1 answers RENAME to another level upwards by OK, and does not do it. */
        @Override
        public final void aFolderIsMovedToTheTop() {}
    }
}
