package org.mailspan.backend;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** What every backend owes, whatever host is behind it: the same tests for all. Each test has a mailbox of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class BackendContract extends OpenedSubject
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
                SearchContract {}
