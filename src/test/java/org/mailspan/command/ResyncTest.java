package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** A device whose states are taken away, so that it loads all anew, while a Sync of it is on its way. */
class ResyncTest {
    private static final String DEVICE = "phone1";
    private static final int SUCCESS = 1;
    private static final int INVALID_KEY = 3;

    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone(DEVICE, Version.V16_1);
        inbox = phone.folder(FolderType.Inbox).id();
        wiring.deliver("INBOX", "first");
        phone.syncAll(inbox);
    }

    private void takenAwayDuring(Operation operation) {
        wiring.beforeEach(now -> {
            if (now == operation) wiring.store().update(rows -> rows.removeStates(Wiring.USER, DEVICE));
        });
    }

    @Test
    void aSyncThatIsUnderWayDoesNotBringThemBack() {
        wiring.deliver("INBOX", "second");
        takenAwayDuring(Operation.READ);
        assertEquals(SUCCESS, phone.sync(inbox));
        wiring.beforeEach(now -> {});
        assertEquals(INVALID_KEY, phone.sync(inbox));
    }

    @Test
    void norDoesOneThatOnlyTells() {
        String id = phone.collection(inbox).items().keySet().iterator().next();
        takenAwayDuring(Operation.CHANGE);
        assertEquals(SUCCESS, phone.sync(inbox, Phone.change(id, Element.of(Email.Read, 1))));
        wiring.beforeEach(now -> {});
        assertEquals(INVALID_KEY, phone.sync(inbox));
    }
}
