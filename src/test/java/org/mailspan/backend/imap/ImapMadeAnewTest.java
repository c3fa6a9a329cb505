package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Entry;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;

/** What has an id from a folder of the same name that is no more, command by command. */
final class ImapMadeAnewTest {
    private static final Item READ = Item.builder().with(EmailFields.Read, true).build();

    /** Of UIDVALIDITY 7. */
    private static final List<Entry> OLD = List.of(new Entry("7.2", 2, "", 1002));

    private static Backend.Moves moves(Backend backend) {
        return (Backend.Moves) backend;
    }

    @Test
    void aFolderThatWasMadeAnewIsNotTouched() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS MOVE")
                    .select("INBOX", 7, 10, 0, 0)
                    .select("Other", 1, 10, 0, 0)
                    .select("INBOX", 8, 10, 5, 0)
                    .on("NOOP", "$ OK")
                    .select("INBOX", 8, 10, 5, 0)
                    .select("INBOX", 8, 10, 5, 0);
            var backend = host.backend();
            backend.changes("INBOX", "");
            backend.changes("Other", "");
            backend.delete("INBOX", OLD);
            assertEquals(List.of(), moves(backend).move("INBOX", OLD, "Trash"));
            assertEquals(List.of(), backend.change("INBOX", READ, OLD));
        }
    }

    /** As Dovecot 2.3 answers where the open folder was deleted and made anew (2026-11); without MOVE, COPY takes another message as well. */
    @ParameterizedTest
    @ValueSource(strings = {"UIDPLUS MOVE", "UIDPLUS"})
    void aFolderThatIsNoMoreIsOpenedAnewBeforeAMove(String capabilities) throws Exception {
        try (var host = new FakeImap()) {
            host.connection(capabilities)
                    .select("INBOX", 7, 10, 0, 0)
                    .on("NOOP", "* NO Internal error occurred.", "$ OK NOOP completed.")
                    .select("INBOX", 8, 10, 5, 0);
            var backend = host.backend();
            backend.changes("INBOX", "");
            assertEquals(List.of(), moves(backend).move("INBOX", OLD, "Trash"));
        }
    }

    /** Nothing is remembered of the time before; the ids themselves tell. */
    @Test
    void idsFromBeforeARestartHitNothingInAFolderMadeAnew() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS").select("INBOX", 8, 10, 5, 0);
            host.backend().delete("INBOX", OLD);
        }
    }
}
