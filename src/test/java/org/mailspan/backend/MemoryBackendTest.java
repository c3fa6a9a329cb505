package org.mailspan.backend;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.backend.memory.MemoryBackend.Tells;
import org.mailspan.backend.memory.MemoryWitness;
import org.mailspan.format.Outgoing;

/** The contract in memory, with each of the ways in which a host can tell what changed. */
final class MemoryBackendTest {
    private static Subject inMemory(Tells tells) {
        var mailbox = new Mailbox();
        var backend = new MemoryBackend("me@mailspan.test", mailbox, tells, Faults.NONE);
        Function<String, List<byte[]>> received = address -> backend.sent().stream()
                .filter(mail -> mail.recipients().contains(address))
                .map(Outgoing::message)
                .toList();
        return new Subject(backend, new MemoryWitness(mailbox), '/', received, true);
    }

    @Nested
    final class Incremental extends BackendContract {
        @Override
        Subject open() {
            return inMemory(Tells.INCREMENTAL);
        }
    }

    @Nested
    final class Remaining extends BackendContract {
        @Override
        Subject open() {
            return inMemory(Tells.REMAINING);
        }
    }

    @Nested
    final class Full extends BackendContract {
        @Override
        Subject open() {
            return inMemory(Tells.FULL);
        }
    }
}
