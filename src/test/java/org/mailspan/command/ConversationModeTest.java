package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.GetItemEstimate;

/**
 * ConversationMode: what a filter cuts through stays whole, for what costs. Messages of one subject are one conversation
 * here, since they have no ids and are alike otherwise.
 */
class ConversationModeTest {
    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private String inbox;
    private String key;

    @BeforeEach
    void open() throws Exception {
        wiring = new Wiring(directory);
        inbox = wiring.phone().folder(FolderType.Inbox).id();
    }

    private void begin() throws Exception {
        Element answer =
                ask(sync(collection(inbox, "0", Element.of(ConversationMode, 1), options(Element.of(FilterType, 2)))));
        key = key(answer, inbox);
    }

    private Element ask(Element request) throws Exception {
        return wiring.ask("phone", "Sync", request);
    }

    /** A Sync of as many windows as it takes; nothing if there is nothing to tell. */
    private List<Element> answers(Object... more) throws Exception {
        var answers = new ArrayList<Element>();
        for (boolean again = true; again; ) {
            Optional<Element> request = Optional.of(sync(collection(inbox, key, more)));
            Reply reply = wiring.ask("phone", Version.V16_1, "Sync", request, new Held());
            if (!(reply instanceof Reply.Document(Element answer))) return answers;
            assertEquals(1, status(answer, inbox));
            key = key(answer, inbox);
            answers.add(answer);
            again = more(answer, inbox);
        }
        return answers;
    }

    private List<String> told(Object... more) throws Exception {
        return answers(more).stream()
                .flatMap(answer -> subjects(answer, inbox).stream())
                .toList();
    }

    private long old(String subject) {
        return wiring.deliver("INBOX", subject, wiring.now.minus(Duration.ofDays(40)));
    }

    private String softDeleted(long uid) {
        return inbox + ":" + uid;
    }

    /** MS-ASCON 3.2.5.6: as long as one message is young enough all stay, and then they go together. */
    @Shows("MS-ASCON_R228 MS-ASCON_R232 MS-ASCON_R233")
    @Test
    void aConversationGrowsTooOldAsAWhole() throws Exception {
        long first = old("plan");
        long second = wiring.deliver("INBOX", "plan", wiring.now.minus(Duration.ofDays(2)));
        long third = wiring.deliver("INBOX", "plan", wiring.now);
        begin();
        assertEquals(List.of("plan", "plan", "plan"), told());
        wiring.now = wiring.now.plus(Duration.ofDays(2));
        assertEquals(List.of(), answers());
        wiring.now = wiring.now.plus(Duration.ofDays(2));
        List<Element> answers = answers();
        assertEquals(
                Set.of(softDeleted(first), softDeleted(second), softDeleted(third)),
                Set.copyOf(ids(answers.getFirst(), inbox, SoftDelete)));
        assertEquals(List.of(), answers());
    }

    @Shows("MS-ASCON_R223")
    @Test
    void whatIsLeftOfAConversationStaysUntilTheEdgeMoves() throws Exception {
        long first = old("plan");
        long young = wiring.deliver("INBOX", "plan");
        begin();
        assertEquals(2, told().size());
        wiring.mailbox.expunge("INBOX", List.of(young));
        Element deleted = answers().getFirst();
        assertEquals(List.of(inbox + ":" + young), ids(deleted, inbox, Delete));
        assertEquals(List.of(), ids(deleted, inbox, SoftDelete));
        assertEquals(List.of(), answers());
        wiring.now = wiring.now.plus(Duration.ofHours(1));
        assertEquals(List.of(softDeleted(first)), ids(answers().getFirst(), inbox, SoftDelete));
    }

    @Test
    void windowsOfOneTellEachItemOnceAndInTheEndAll() throws Exception {
        for (int i = 0; i < 5; i++) old("plan");
        for (int i = 0; i < 3; i++) wiring.deliver("INBOX", "plan");
        old("other");
        begin();
        List<Element> answers = answers(Element.of(WindowSize, 1));
        assertEquals(8, answers.size());
        Set<String> ids = Set.copyOf(answers.stream()
                .flatMap(answer -> ids(answer, inbox, Add).stream())
                .toList());
        assertEquals(8, ids.size());
        assertEquals(List.of(), answers());
    }

    @Test
    void aLostAnswerIsAnsweredAgain() throws Exception {
        old("plan");
        wiring.deliver("INBOX", "plan");
        begin();
        String before = key;
        assertEquals(List.of("plan", "plan"), told());
        key = before;
        assertEquals(List.of("plan", "plan"), told());
        assertEquals(List.of(), answers());
    }

    /** Every device of a folder knows what one of them asked for; an arrival costs one question, nothing new none. */
    @Test
    void theHostIsAskedOnceForEachItem() throws Exception {
        for (int i = 0; i < 20; i++) old("plan " + i % 5);
        wiring.deliver("INBOX", "plan 0");
        begin();
        assertEquals(5, told().size());
        int asked = wiring.asked(Operation.CONVERSATIONS);
        assertEquals(1, asked);
        assertEquals(List.of(), answers());
        wiring.mailbox.flag("INBOX", 1, Set.of("\\Seen"), Set.of());
        answers();
        assertEquals(asked, wiring.asked(Operation.CONVERSATIONS));
        wiring.deliver("INBOX", "plan 1");
        assertEquals(5, told().size());
        assertEquals(asked + 1, wiring.asked(Operation.CONVERSATIONS));
        Phone other = wiring.phone("other", Version.V14_1);
        key = key(
                wiring.ask(
                        "other",
                        "Sync",
                        sync(collection(
                                inbox, "0", Element.of(ConversationMode, 1), options(Element.of(FilterType, 2))))),
                inbox);
        Element answer = wiring.ask("other", "Sync", sync(collection(inbox, key)));
        assertEquals(10, ids(answer, inbox, Add).size());
        assertEquals(asked + 1, wiring.asked(Operation.CONVERSATIONS));
        assertEquals(List.of(), other.complaints());
    }

    @Test
    void withoutConversationModeNobodyAsks() throws Exception {
        old("plan");
        wiring.deliver("INBOX", "plan");
        key = key(ask(sync(collection(inbox, "0", filter(2)))), inbox);
        assertEquals(List.of("plan"), told());
        assertEquals(0, wiring.asked(Operation.CONVERSATIONS));
    }

    @Test
    void theModeIsRememberedUntilTheDeviceSaysOtherwise() throws Exception {
        old("plan");
        begin();
        assertEquals(List.of(), told());
        wiring.restart();
        wiring.deliver("INBOX", "plan");
        assertEquals(List.of("plan", "plan"), told());
        Element off = answers(Element.of(ConversationMode, 0)).getFirst();
        assertEquals(1, ids(off, inbox, SoftDelete).size());
        assertEquals(List.of("plan"), told(Element.of(ConversationMode, 1)));
    }

    @Test
    void anotherFilterBringsWhatItBringsAndNothingTwice() throws Exception {
        long oldest = wiring.deliver("INBOX", "plan", wiring.now.minus(Duration.ofDays(60)));
        old("plan");
        wiring.deliver("INBOX", "other", wiring.now.minus(Duration.ofDays(20)));
        wiring.deliver("INBOX", "plan");
        begin();
        assertEquals(List.of("plan", "plan", "plan"), told());
        assertEquals(List.of("other"), told(filter(5)));
        assertEquals(List.of(), told(filter(0)));
        Element narrow = answers(filter(1)).getFirst();
        assertEquals(1, ids(narrow, inbox, SoftDelete).size());
        assertTrue(!ids(narrow, inbox, SoftDelete).contains(inbox + ":" + oldest));
    }

    @Test
    void anEstimateIsWhatSyncThenTells() throws Exception {
        for (int i = 0; i < 7; i++) old("plan " + i % 3);
        wiring.deliver("INBOX", "plan 1");
        begin();
        for (String arrived : List.of("nothing", "plan 2", "plan 0")) {
            if (!arrived.equals("nothing")) wiring.deliver("INBOX", arrived);
            Element estimate = wiring.ask("phone", "GetItemEstimate", estimate(estimated(inbox, key)));
            int estimated = estimate.text(
                            GetItemEstimate.Response, GetItemEstimate.Collection, GetItemEstimate.Estimate)
                    .map(Integer::parseInt)
                    .orElseThrow();
            assertEquals(estimated, told().size(), arrived);
        }
    }

    /** A host that cannot tell of conversations does not keep mail back. */
    @Test
    void aHostThatRefusesIsAskedAgain() throws Exception {
        old("plan");
        wiring.deliver("INBOX", "plan");
        begin();
        wiring.fail(Operation.CONVERSATIONS, Kind.REFUSED);
        assertEquals(List.of("plan"), told());
        wiring.heal();
        assertEquals(List.of("plan"), told());
    }
}
