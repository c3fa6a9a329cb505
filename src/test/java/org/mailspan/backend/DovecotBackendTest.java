package org.mailspan.backend;

import org.junit.jupiter.api.Nested;
import org.mailspan.backend.imap.Compression;
import org.mailspan.backend.imap.Security;
import org.mailspan.support.DovecotHost;

/**
 * The contract over IMAP with a real Dovecot: with all that it can do, and with less and less of it; each of them over TLS
 * and in the clear.
 */
final class DovecotBackendTest {
    private static Subject dovecot(DovecotHost.Settings settings, Security security) throws BackendException {
        return ImapSubjects.at(DovecotHost.shared(settings), security, true);
    }

    /** QRESYNC, NOTIFY, MOVE. */
    @Nested
    final class Full extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.FULL, Security.TLS);
        }
    }

    /** The same, on a line that nobody else hears. */
    @Nested
    final class FullInTheClear extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.FULL, Security.NONE);
        }
    }

    /** All that it can, and compressed over TLS, as with a host far away. */
    @Nested
    final class Compressed extends BackendContract {
        @Override
        Subject open() throws BackendException {
            var host = DovecotHost.shared(DovecotHost.Settings.COMPRESSING);
            return ImapSubjects.at(host, Security.TLS, true, Compression.ALWAYS);
        }
    }

    /** As Gmail: CONDSTORE and a list of UIDs, IDLE. */
    @Nested
    final class Condstore extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.CONDSTORE, Security.STARTTLS);
        }
    }

    /** The same, with nothing agreed upon before the login. */
    @Nested
    final class CondstoreInTheClear extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.CONDSTORE, Security.NONE);
        }
    }

    /** UIDPLUS and IDLE only. */
    @Nested
    final class Plain extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.PLAIN, Security.TLS);
        }
    }

    /** The same, on a line that nobody else hears. */
    @Nested
    final class PlainInTheClear extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.PLAIN, Security.NONE);
        }
    }

    /** IMAP4rev1 and no more: the careful way of deleting, polls. */
    @Nested
    final class Bare extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.BARE, Security.NONE);
        }
    }

    /** The same over TLS. */
    @Nested
    final class BareOverTls extends BackendContract {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.BARE, Security.TLS);
        }
    }

    /** Maildir++: names with dots, and all of them below the inbox. */
    @Nested
    final class BelowInbox extends FolderEditTests {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.BELOW_INBOX, Security.NONE);
        }
    }

    @Nested
    final class BelowInboxOverTls extends FolderEditTests {
        @Override
        Subject open() throws BackendException {
            return dovecot(DovecotHost.Settings.BELOW_INBOX, Security.TLS);
        }
    }

    /** The part of the contract that does not name folders itself. */
    abstract static class FolderEditTests extends OpenedSubject implements FolderEditContract {}
}
