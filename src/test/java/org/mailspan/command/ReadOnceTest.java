package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.ItemOperations;

/** Three devices of one account: what arrives is asked of the host once. */
class ReadOnceTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private List<Phone> phones;
    private String inbox;
    private int before;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        // of several versions, since items are reshaped behind what is shared
        phones = Stream.of(Version.V16_1, Version.V14_1, Version.V12_1)
                .map(version -> wiring.phone("device" + version.name(), version))
                .toList();
        inbox = phones.getFirst().folder(FolderType.Inbox).id();
        for (Phone phone : phones) phone.syncAll(inbox);
        before = wiring.asked(Operation.READ);
    }

    private int reads() {
        return wiring.asked(Operation.READ) - before;
    }

    private List<String> subjects(Phone phone) {
        return phone.collection(inbox).items().values().stream()
                .map(data -> data.text(Email.Subject).orElse("none"))
                .sorted()
                .toList();
    }

    @Test
    void anArrivalIsReadOnceForThreeDevices() {
        wiring.deliver("INBOX", "news", "Hello, all of you.");
        for (Phone phone : phones) phone.syncAll(inbox);
        for (Phone phone : phones) {
            assertEquals(List.of("news"), subjects(phone));
            assertTrue(phone.collection(inbox).items().values().toString().contains("Hello, all of you."));
            assertEquals(List.of(), phone.complaints());
        }
        assertEquals(1, reads());
    }

    @Test
    void anArrivalIsReadOnceForThreeDevicesThatWakeTogether() throws Exception {
        wiring.deliver("INBOX", "news");
        var gate = new CountDownLatch(1);
        wiring.beforeEach(operation -> {
            if (operation == Operation.READ) await(gate);
        });
        var syncs = phones.stream()
                .map(phone -> CompletableFuture.runAsync(() -> phone.syncAll(inbox), Thread::startVirtualThread))
                .toList();
        gate.countDown();
        for (var sync : syncs) sync.get(20, TimeUnit.SECONDS);
        for (Phone phone : phones) assertEquals(List.of("news"), subjects(phone));
        assertEquals(1, reads());
    }

    private static void await(CountDownLatch gate) {
        try {
            assertTrue(gate.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void anAnswerThatWasLostIsNotReadAgain() {
        wiring.deliver("INBOX", "news");
        phones.getFirst().syncAndLose(inbox);
        phones.getFirst().syncAll(inbox);
        assertEquals(List.of("news"), subjects(phones.getFirst()));
        assertEquals(1, reads());
    }

    @Test
    void aMarkThatWasSetMeanwhileIsTold() {
        wiring.deliver("INBOX", "news");
        Phone first = phones.getFirst();
        first.syncAll(inbox);
        String id = first.collection(inbox).items().keySet().iterator().next();
        assertEquals(1, first.sync(inbox, Phone.change(id, Element.of(Email.Read, 1))));
        phones.getLast().syncAll(inbox);
        assertEquals(
                "1",
                phones.getLast()
                        .collection(inbox)
                        .items()
                        .get(id)
                        .text(Email.Read)
                        .orElseThrow());
    }

    @Test
    void whatWasDeletedMeanwhileIsNotTold() {
        wiring.deliver("INBOX", "news");
        Phone first = phones.getFirst();
        first.syncAll(inbox);
        String id = first.collection(inbox).items().keySet().iterator().next();
        first.localDelete(inbox, id);
        assertEquals(1, first.sync(inbox, Phone.delete(id)));
        phones.getLast().syncAll(inbox);
        assertEquals(List.of(), subjects(phones.getLast()));
    }

    @Test
    void eachDeviceGetsTheBodyThatItAskedFor() {
        phones.get(1)
                .bodies(Element.of(
                        AirSyncBase.BodyPreference,
                        Element.of(AirSyncBase.Type, 1),
                        Element.of(AirSyncBase.TruncationSize, 5)));
        wiring.deliver("INBOX", "news", "Hello, all of you.");
        for (Phone phone : phones) phone.syncAll(inbox);
        assertEquals(2, reads());
        assertEquals("Hello", body(phones.get(1)));
        assertTrue(body(phones.get(2)).contains("all of you"));
    }

    private String body(Phone phone) {
        Element data = phone.collection(inbox).items().values().iterator().next();
        return data.first(AirSyncBase.Body)
                .flatMap(body -> body.text(AirSyncBase.Data))
                .orElse("");
    }

    @Test
    void whoComesLaterHasItReadAnew() {
        wiring.deliver("INBOX", "news");
        phones.getFirst().syncAll(inbox);
        wiring.now = wiring.now.plus(Duration.ofMinutes(3));
        phones.getLast().syncAll(inbox);
        assertEquals(2, reads());
    }

    /** Devices that begin at the same time go through the folder together. */
    @Test
    void whatASecondDeviceBeginsWithWasReadForTheFirst() {
        for (int i = 0; i < 200; i++) wiring.deliver("INBOX", "m" + i);
        Phone third = wiring.phone("third", Version.V16_1).window(20);
        Phone fourth = wiring.phone("fourth", Version.V16_1).window(20);
        for (int round = 0; round < 9; round++) {
            third.sync(inbox);
            fourth.sync(inbox);
        }
        third.syncAll(inbox);
        fourth.syncAll(inbox);
        assertEquals(200, third.collection(inbox).items().size());
        assertEquals(subjects(third), subjects(fourth));
        // 20 windows in all; what was read for the third before the fourth began was kept for nobody
        assertTrue(reads() <= 13, reads() + " reads");
    }

    private static Element opening(String inbox, String id) {
        return Requests.item(inbox, id, Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 1)));
    }

    private String opened(Phone phone, String id) {
        var answer = phone.post("ItemOperations", opening(inbox, id)).document().orElseThrow();
        return answer.first(ItemOperations.Response)
                .flatMap(response -> response.first(ItemOperations.Fetch))
                .flatMap(fetch -> fetch.first(ItemOperations.Properties))
                .flatMap(properties -> properties.first(AirSyncBase.Body))
                .flatMap(body -> body.text(AirSyncBase.Data))
                .orElse("");
    }

    private String arrived() {
        wiring.deliver("INBOX", "news", "Hello, all of you.");
        for (Phone phone : phones) phone.syncAll(inbox);
        before = wiring.asked(Operation.READ);
        return phones.getFirst().collection(inbox).items().keySet().iterator().next();
    }

    @Test
    void aMailThatOneDeviceOpensIsReadOnceForAll() {
        String id = arrived();
        for (Phone phone : phones) assertTrue(opened(phone, id).contains("Hello, all of you."));
        assertTrue(opened(phones.getFirst(), id).contains("Hello, all of you."));
        assertEquals(1, reads());
        wiring.now = wiring.now.plus(Duration.ofMinutes(3));
        assertTrue(opened(phones.getFirst(), id).contains("Hello, all of you."));
        assertEquals(2, reads(), "later it is read anew");
    }

    @Test
    void aMailThatIsOpenedAsItWasToldIsNotReadAgain() {
        phones.get(1).bodies(Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 1)));
        String id = arrived();
        assertEquals(1, phones.get(1).sync(inbox, Phone.fetch(id)));
        assertTrue(opened(phones.get(1), id).contains("Hello, all of you."));
        assertEquals(0, reads());
    }

    @Test
    void aMailThatADeviceDeletedIsNotThereForTheOthers() {
        String id = arrived();
        assertTrue(opened(phones.getFirst(), id).contains("Hello, all of you."));
        phones.getFirst().localDelete(inbox, id);
        assertEquals(1, phones.getFirst().sync(inbox, Phone.delete(id)));
        assertEquals("", opened(phones.getLast(), id));
    }
}
