package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;

/** FilterType: what is left out, what grows too old, what comes back. */
class SyncFilterTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
    }

    private Element ask(Element request) throws Exception {
        return wiring.ask("phone", "Sync", request);
    }

    private String begun() throws Exception {
        return key(ask(sync(collection(inbox, "0"))), inbox);
    }

    @Test
    void aFilterTypeLeavesOlderMailOut() throws Exception {
        wiring.deliver("INBOX", "old", wiring.now.minus(Duration.ofDays(4)));
        wiring.deliver("INBOX", "young", wiring.now.minus(Duration.ofDays(2)));
        assertEquals(List.of("young"), subjects(ask(sync(collection(inbox, begun(), filter(2)))), inbox));
    }

    @Test
    void mailThatGrowsTooOldIsSoftDeleted() throws Exception {
        long uid = wiring.deliver("INBOX", "one", wiring.now.minus(Duration.ofDays(2)));
        Element answer = ask(sync(collection(inbox, begun(), filter(2))));
        wiring.now = wiring.now.plus(Duration.ofDays(2));
        Element aged = ask(sync(collection(inbox, key(answer, inbox))));
        assertEquals(List.of(inbox + ":" + uid), ids(aged, inbox, SoftDelete));
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    void anotherFilterTypeSoftDeletesAndBringsBack() throws Exception {
        phone.filter(0);
        wiring.deliver("INBOX", "old", wiring.now.minus(Duration.ofDays(20)));
        wiring.deliver("INBOX", "young", wiring.now.minus(Duration.ofDays(1)));
        phone.syncAll(inbox);
        assertEquals(2, phone.collection(inbox).items().size());
        phone.filter(2).syncAll(inbox);
        assertEquals(1, phone.collection(inbox).items().size());
        phone.filter(5).syncAll(inbox);
        assertEquals(2, phone.collection(inbox).items().size());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void filterTypesOfCalendarAndTasksAreProtocolErrors() throws Exception {
        String key = begun();
        for (int type : List.of(6, 7, 8, 9, -1))
            assertEquals(4, status(ask(sync(collection(inbox, key, filter(type)))), inbox), "type " + type);
        assertEquals(4, status(ask(sync(collection(inbox, key, options(Element.of(FilterType, "x"))))), inbox));
    }
}
