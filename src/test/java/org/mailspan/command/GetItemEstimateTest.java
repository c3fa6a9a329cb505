package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.GetItemEstimate.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** GetItemEstimate says what the next Sync brings. */
class GetItemEstimateTest {
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

    /** 12.1: Class, CollectionId, FilterType, SyncKey, in that order. */
    private static Element oldForm(String id, String key, int filter) {
        return Element.of(
                Collection,
                Element.of(Class, "Email"),
                Element.of(CollectionId, id),
                Element.of(AirSync.FilterType, filter),
                Element.of(AirSync.SyncKey, key));
    }

    private List<Element> ask(Element... collections) throws Exception {
        return wiring.ask("phone", "GetItemEstimate", Ask.estimate(collections))
                .all(Response)
                .toList();
    }

    private static int status(Element response) {
        return Integer.parseInt(
                response.text(org.mailspan.wbxml.GetItemEstimate.Status).orElseThrow());
    }

    private int estimate(Element collection) throws Exception {
        Element response = ask(collection).getFirst();
        assertEquals(1, status(response));
        return Integer.parseInt(response.text(Collection, Estimate).orElseThrow());
    }

    private String begun() {
        phone.sync(inbox);
        return phone.collection(inbox).key();
    }

    /** What the next Syncs bring together. */
    private int told(Object... more) throws Exception {
        int told = 0;
        String key = phone.collection(inbox).key();
        while (true) {
            var answer = phone.post("Sync", Ask.sync(Ask.collection(inbox, key, more)))
                    .document();
            if (answer.isEmpty()) return told;
            told += (int) answer.get()
                    .all(AirSync.Collections, AirSync.Collection, AirSync.Commands)
                    .flatMap(Element::elements)
                    .count();
            key = Ask.key(answer.get(), inbox);
        }
    }

    @Test
    void aFirstSyncIsCountedWhole() throws Exception {
        for (int i = 0; i < 150; i++) wiring.deliver("INBOX", "m" + i);
        String key = begun();
        assertEquals(150, estimate(Ask.estimated(inbox, key)));
        assertEquals(150, told());
    }

    @Test
    void additionsChangesAndDeletionsAreCounted() throws Exception {
        for (int i = 0; i < 4; i++) wiring.deliver("INBOX", "m" + i);
        phone.syncAll(inbox);
        String key = phone.collection(inbox).key();
        assertEquals(0, estimate(Ask.estimated(inbox, key)));
        wiring.deliver("INBOX", "new");
        wiring.mailbox.flag("INBOX", 1, Set.of("\\Seen"), Set.of());
        wiring.mailbox.expunge("INBOX", List.of(2L));
        assertEquals(3, estimate(Ask.estimated(inbox, key)));
        assertEquals(3, told());
    }

    @Test
    void theRestOfAFirstSyncIsCounted() throws Exception {
        for (int i = 0; i < 5; i++) wiring.deliver("INBOX", "m" + i, wiring.now.minus(Duration.ofHours(i)));
        begun();
        phone.window(2).sync(inbox);
        wiring.deliver("INBOX", "late but old", wiring.now.minus(Duration.ofDays(9)));
        assertEquals(4, estimate(Ask.estimated(inbox, phone.collection(inbox).key())));
        assertEquals(4, told());
    }

    @Test
    void bothFormsFilter() throws Exception {
        wiring.deliver("INBOX", "old", wiring.now.minus(Duration.ofDays(10)));
        wiring.deliver("INBOX", "young");
        String key = begun();
        assertEquals(1, estimate(oldForm(inbox, key, 2)));
        assertEquals(2, estimate(oldForm(inbox, key, 0)));
        assertEquals(1, estimate(Ask.estimated(inbox, key, Ask.filter(2))));
        assertEquals(2, estimate(Ask.estimated(inbox, key, Ask.filter(0))));
        assertEquals(1, told(Ask.filter(2)));
    }

    @Test
    void withoutOptionsThoseOfTheSyncCount() throws Exception {
        wiring.deliver("INBOX", "old", wiring.now.minus(Duration.ofDays(10)));
        wiring.deliver("INBOX", "young");
        phone.filter(2).syncAll(inbox);
        assertEquals(0, estimate(Ask.estimated(inbox, phone.collection(inbox).key())));
    }

    @Test
    void anEstimateChangesNothing() throws Exception {
        wiring.deliver("INBOX", "one");
        String key = begun();
        for (int i = 0; i < 3; i++) assertEquals(1, estimate(Ask.estimated(inbox, key)));
        assertEquals(1, told());
    }

    @Test
    void aFolderThatIsNotThereIsStatus2() throws Exception {
        assertEquals(2, status(ask(Ask.estimated("99", "1")).getFirst()));
        assertEquals(2, status(ask(Ask.estimated("x", "1")).getFirst()));
    }

    @Test
    void aFolderThatWentAwayIsStatus2() throws Exception {
        wiring.mailbox.create("Work");
        phone.folderSync();
        String work = phone.folder("Work").id();
        phone.syncAll(work);
        wiring.mailbox.remove("Work");
        assertEquals(
                2, status(ask(Ask.estimated(work, phone.collection(work).key())).getFirst()));
    }

    @Test
    void key0IsStatus3() throws Exception {
        assertEquals(3, status(ask(Ask.estimated(inbox, "0")).getFirst()));
    }

    @Test
    void aWrongKeyIsStatus4() throws Exception {
        begun();
        assertEquals(4, status(ask(Ask.estimated(inbox, "9-x")).getFirst()));
        assertEquals(4, status(ask(Ask.estimated(inbox, "")).getFirst()));
    }

    @Test
    void thePreviousKeyIsStillGood() throws Exception {
        wiring.deliver("INBOX", "one");
        String key = begun();
        phone.syncAndLose(inbox);
        assertEquals(1, estimate(Ask.estimated(inbox, key)));
    }

    @Test
    void eachCollectionHasItsOwnAnswer() throws Exception {
        var answers = ask(Ask.estimated(inbox, begun()), Ask.estimated("99", "1"), Ask.estimated(inbox, "0"));
        assertEquals(
                List.of(1, 2, 3),
                answers.stream().map(GetItemEstimateTest::status).toList());
        assertFalse(answers.get(1).has(Collection, Estimate));
    }

    @Test
    void aRequestWithoutCollectionsIsStatus2() throws Exception {
        Element answer = wiring.ask("phone", "GetItemEstimate", Element.of(GetItemEstimate));
        assertEquals("2", answer.text(org.mailspan.wbxml.GetItemEstimate.Status).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "6, 110", "7, 110", "8, 110", "9, 103", "700, 103", "x, 103", "-1, 103"})
    void aFilterThatMailDoesNotHaveIsToldFromOneThatIsNone(String filter, int status) throws Exception {
        Element odd = Ask.options(Element.of(AirSync.FilterType, filter));
        assertEquals(status, status(ask(Ask.estimated(inbox, begun(), odd)).getFirst()));
    }

    @Test
    void version121HasNoOtherWordForAnOddFilterThanStatus2() throws Exception {
        Element request = Element.of(
                GetItemEstimate, Element.of(Collections, oldForm(inbox, begun(), 6), oldForm(inbox, "1", 9)));
        Reply reply = wiring.ask("phone", Version.V12_1, "GetItemEstimate", Optional.of(request), new Held());
        assertEquals(
                List.of(2, 2),
                Desk.document(reply)
                        .all(Response)
                        .map(GetItemEstimateTest::status)
                        .toList());
    }

    @Test
    void optionsOfClassesThatDoNotGoTogetherAreStatus4() throws Exception {
        String key = begun();
        Element mail = Ask.options(Element.of(AirSync.FilterType, 0), Element.of(AirSync.Class, "Email"));
        Element sms = Ask.options(Element.of(AirSync.FilterType, 1), Element.of(AirSync.Class, "SMS"));
        Element calendar = Ask.options(Element.of(AirSync.Class, "Calendar"));
        assertEquals(0, estimate(Ask.estimated(inbox, key, sms, mail)));
        assertEquals(4, status(ask(Ask.estimated(inbox, key, mail, mail)).getFirst()));
        assertEquals(4, status(ask(Ask.estimated(inbox, key, calendar)).getFirst()));
    }

    @Test
    void moreThan300CollectionsAreRefused() throws Exception {
        Element[] many = new Element[301];
        Arrays.fill(many, Ask.estimated("99", "1"));
        Element request = Element.of(GetItemEstimate, Element.of(Collections, List.of(many)));
        Element answer = wiring.ask("phone", "GetItemEstimate", request);
        assertEquals(
                "103", answer.text(org.mailspan.wbxml.GetItemEstimate.Status).orElseThrow());
        Reply old = wiring.ask("phone", Version.V12_1, "GetItemEstimate", Optional.of(request), new Held());
        assertTrue(old instanceof Reply.Refused(int status, var why) && status == 400, old::toString);
        assertEquals(300, ask(Arrays.copyOf(many, 300)).size());
    }

    @Test
    void aHostThatIsAwayIsLeftToHttp() throws Exception {
        String key = begun();
        wiring.fail(Operation.CHANGES, Kind.UNAVAILABLE);
        assertEquals(
                503,
                phone.post(
                                "GetItemEstimate",
                                Element.of(GetItemEstimate, Element.of(Collections, Ask.estimated(inbox, key))))
                        .status());
    }
}
