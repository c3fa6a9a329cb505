package org.mailspan.backend;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What every backend owes, whatever host is behind it: the same tests for all. Each test has a mailbox of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class BackendContract
        implements FolderContract,
                FolderEditContract,
                ChangesContract,
                ReadContract,
                WriteContract,
                DraftContract,
                WatchContract,
                GlanceContract,
                ConversationContract,
                LikenessContract,
                SearchContract {
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

    @Override
    public final Subject subject() {
        return subject;
    }
}
