package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.MeetingResponse.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.format.Headers;
import org.mailspan.format.Invitation;
import org.mailspan.format.Meeting;
import org.mailspan.format.Meeting.PartStat;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Outgoing;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Search;

/** MeetingResponse: its statuses, the mail to the organizer, and where the invitation goes. */
class MeetingResponseTest {
    @TempDir
    Path directory;

    private Wiring wiring;
    private Phone phone;
    private String inbox;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
    }

    @AfterEach
    void close() {
        wiring.close();
    }

    private static String calendar(String name) throws Exception {
        return Files.readString(Path.of(MeetingResponseTest.class
                .getResource("/calendar/" + name + ".ics")
                .toURI()));
    }

    /** @return its ServerId */
    private String invited(String calendar) {
        String message = "From: Bob <bob@example.com>\r\nTo: anna@example.org\r\nSubject: Invitation\r\n"
                + "Message-ID: <invitation@example.com>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nPlease come.\r\n"
                + "--b\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n" + calendar + "\r\n--b--\r\n";
        long uid = wiring.mailbox
                .append("INBOX", message.getBytes(StandardCharsets.UTF_8), Set.of(), wiring.now)
                .orElseThrow();
        phone.syncAll(inbox);
        return inbox + ":" + uid;
    }

    private Element request(String id, int response, Object... more) {
        return Element.of(
                Request,
                Element.of(UserResponse, response),
                Element.of(CollectionId, inbox),
                Element.of(RequestId, id),
                List.of(more));
    }

    private Element ask(Version version, Element... requests) throws Exception {
        var root = Element.of(MeetingResponse, List.of(requests));
        return Desk.document(wiring.ask("phone", version, "MeetingResponse", Optional.of(root), new Held()));
    }

    private int status(Version version, Element request) throws Exception {
        return Integer.parseInt(ask(version, request)
                .text(Result, org.mailspan.wbxml.MeetingResponse.Status)
                .orElseThrow());
    }

    private int status(Element request) throws Exception {
        return status(Version.V16_1, request);
    }

    private Meeting sent() {
        Outgoing mail = wiring.backend.sent().getLast();
        return Invitation.of(mail.message(), ZoneId.of("UTC")).orElseThrow();
    }

    private static Element reply(int type, String text) {
        return Element.of(
                SendResponse,
                Element.of(AirSyncBase.Body, Element.of(AirSyncBase.Type, type), Element.of(AirSyncBase.Data, text)));
    }

    private static Element proposing(String start, String end) {
        return Element.of(SendResponse, Element.of(ProposedStartTime, start), Element.of(ProposedEndTime, end));
    }

    @ParameterizedTest
    @CsvSource({
        "1, ACCEPTED, Accepted: Coffee ☕ & plans",
        "2, TENTATIVE, Tentative: Coffee ☕ & plans",
        "3, DECLINED, Declined: Coffee ☕ & plans"
    })
    @Shows({"MS-ASCMD_R266", "MS-ASCMD_R5705", "MS-ASCMD_R5706", "MS-ASCMD_R6062", "MS-ASCMD_R7114", "MS-ASCMD_R3807"})
    void theOrganizerIsSentWhatTheUserSays(int response, PartStat said, String subject) throws Exception {
        String id = invited(calendar("google-single"));
        Element answer = ask(Version.V16_0, request(id, response, Element.of(SendResponse)));
        assertEquals(id, answer.text(Result, RequestId).orElseThrow());
        assertEquals(
                "1",
                answer.text(Result, org.mailspan.wbxml.MeetingResponse.Status).orElseThrow());
        assertFalse(answer.has(Result, CalendarId));
        Outgoing mail = wiring.backend.sent().getLast();
        assertEquals(List.of("bob@example.com"), mail.recipients());
        assertEquals("anna@example.org", mail.sender());
        assertTrue(mail.saveInSent());
        assertEquals(subject, Headers.parse(mail.message()).text("Subject"));
        assertEquals(
                List.of("<invitation@example.com>"),
                Headers.parse(mail.message()).ids("In-Reply-To"));
        assertEquals(Meeting.Method.REPLY, sent().method());
        assertEquals(said, sent().attendees().getFirst().partStat());
        assertEquals("5n4kd0aq3e5c1v2m9a0b7rq3ha@google.com", sent().uid());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @Shows({"MS-ASCMD_R7113", "MS-ASCMD_R268", "MS-ASCMD_R6064", "MS-ASCMD_R6067"})
    void withoutSendResponseNothingIsSent(Version version) throws Exception {
        String id = invited(calendar("google-single"));
        assertEquals(1, status(version, request(id, 1)));
        assertEquals(List.of(), wiring.backend.sent());
    }

    @Test
    void theInvitationGoesToDeletedItemsAndTheDeviceIsToldSo() throws Exception {
        String trash = phone.folder(FolderType.DeletedItems).id();
        phone.syncAll(trash);
        String id = invited(calendar("google-single"));
        assertEquals(1, status(request(id, 3)));
        assertEquals(List.of(), wiring.mailbox.messages("INBOX"));
        assertEquals(1, wiring.mailbox.messages("Trash").size());
        phone.syncAll(inbox);
        phone.syncAll(trash);
        assertEquals(Set.of(), phone.collection(inbox).items().keySet());
        assertEquals(1, phone.collection(trash).items().size());
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void aRepeatedAnswerIsAnsweredAgainAndSentOnce() throws Exception {
        String id = invited(calendar("google-single"));
        Element request = request(id, 1, Element.of(SendResponse));
        assertEquals(1, status(request));
        assertEquals(1, status(request));
        wiring.restart();
        assertEquals(1, status(request));
        assertEquals(1, wiring.backend.sent().size());
        assertEquals(2, status(request(id, 3)), "another answer needs the invitation");
        wiring.now = wiring.now.plusSeconds(90_000);
        assertEquals(2, status(request), "a day later");
    }

    @Test
    void aRepeatedAnswerIsSentOnceWhereTheInvitationCannotBePutAway() throws Exception {
        String id = invited(calendar("google-single"));
        wiring.fail(Operation.MOVE, Kind.NOT_ALLOWED);
        for (int answer : new int[] {1, 1, 3, 3, 1, 1}) {
            wiring.now = wiring.now.plusSeconds(10);
            assertEquals(1, status(request(id, answer, Element.of(SendResponse))));
        }
        assertEquals(3, wiring.backend.sent().size(), "each change of mind, and none twice");
        assertEquals(1, status(request(id, 1, reply(1, "With pleasure, in other words."))));
        assertEquals(4, wiring.backend.sent().size());
    }

    @Test
    void anAnswerThatIsRepeatedWhileItRunsIsSentOnce() throws Exception {
        String id = invited(calendar("google-single"));
        Element request = request(id, 1, Element.of(SendResponse));
        var asked = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) asked.add(() -> status(request));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(asked)) assertEquals(1, result.get());
        }
        assertEquals(1, wiring.backend.sent().size());
    }

    @Test
    void theUserMayThinkBetterOfItInDeletedItems() throws Exception {
        String trash = phone.folder(FolderType.DeletedItems).id();
        String id = invited(calendar("google-single"));
        status(request(id, 1, Element.of(SendResponse)));
        phone.syncAll(trash);
        String there = phone.collection(trash).items().keySet().iterator().next();
        for (int response : new int[] {3, 1}) {
            Element again = Element.of(
                    Request,
                    Element.of(UserResponse, response),
                    Element.of(CollectionId, trash),
                    Element.of(RequestId, there),
                    Element.of(SendResponse));
            assertEquals(1, status(again));
        }
        assertEquals(3, wiring.backend.sent().size());
        assertEquals(PartStat.ACCEPTED, sent().attendees().getFirst().partStat());
        assertEquals(1, wiring.mailbox.messages("Trash").size());
    }

    @Test
    @Shows("MS-ASCMD_R7115")
    void theTextOfTheUserIsInTheMail() throws Exception {
        String one = invited(calendar("google-single"));
        assertEquals(1, status(request(one, 1, reply(1, "See you — Anna"))));
        assertEquals("See you — Anna", text(1));
        String two = invited(calendar("google-single"));
        assertEquals(1, status(request(two, 1, reply(2, "<p>See <b>you</b></p>"))));
        assertEquals("<p>See <b>you</b></p>", text(2));
        assertEquals("See you", text(1).strip());
        String three = invited(calendar("google-single"));
        assertEquals(2, status(request(three, 1, reply(4, "MIME-Version: 1.0"))), "MIME is no text");
    }

    /** A part of the last mail. */
    private String text(int part) {
        byte[] encoded = MimeTree.parse(wiring.backend.sent().getLast().message())
                .section(String.valueOf(part))
                .orElseThrow();
        return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    @Test
    @Shows({"MS-ASCMD_R6990101723", "MS-ASCMD_R6990101744"})
    void aProposedTimeIsACounterProposal() throws Exception {
        String id = invited(calendar("google-single"));
        assertEquals(1, status(request(id, 2, proposing("20261202T180000Z", "20261202T190000Z"))));
        assertEquals(Meeting.Method.COUNTER, sent().method());
        assertEquals(
                "2026-12-02T18:00:00Z", sent().proposed().orElseThrow().start().toString());
        assertEquals(PartStat.TENTATIVE, sent().attendees().getFirst().partStat());
    }

    @Test
    @Shows({"MS-ASCMD_R69901704", "MS-ASCMD_R69901725"})
    void aProposalThatIsNoTimeOrIsNotWantedIsStatus2AndNothingIsDone() throws Exception {
        String id = invited(calendar("google-single"));
        for (Element half : List.of(
                Element.of(SendResponse, Element.of(ProposedStartTime, "20261202T180000Z")),
                Element.of(SendResponse, Element.of(ProposedEndTime, "20261202T180000Z")),
                proposing("soon", "later"),
                proposing("20261202T180000Z", "20261202T170000Z"))) assertEquals(2, status(request(id, 1, half)));
        String fixed = invited(calendar("exchange-exception"));
        assertEquals(2, status(request(fixed, 2, proposing("20261202T180000Z", "20261202T190000Z"))));
        assertEquals(List.of(), wiring.backend.sent());
        assertEquals(2, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    @Shows({"MS-ASCMD_R4181", "MS-ASCMD_R4183", "MS-ASCMD_R4184"})
    void whatIsNoInvitationIsStatus2() throws Exception {
        wiring.deliver("INBOX", "just a mail");
        phone.syncAll(inbox);
        assertEquals(2, status(request(inbox + ":1", 1)), "a mail");
        assertEquals(2, status(request(invited(calendar("apple-cancel")), 1)), "a cancellation");
        assertEquals(2, status(request(invited(calendar("outlook-counter")), 1)), "an answer");
        String own = calendar("google-single").replace("mailto:bob@example.com", "mailto:ANNA@example.org");
        assertEquals(2, status(request(invited(own), 1)), "the user's own");
        assertEquals(2, status(request(inbox + ":99", 1)), "one that never was");
        assertEquals(2, status(request("nonsense", 1)));
        String nobody = invited(calendar("strange-lines"));
        assertEquals(2, status(request(nobody, 1, Element.of(SendResponse))), "nobody to answer to");
        assertEquals(1, status(request(nobody, 1)), "but with no mail to send it is answered");
    }

    @Test
    @Shows({"MS-ASCMD_R4182", "MS-ASCMD_R7031", "MS-ASCMD_R7036"})
    void aRequestThatSaysNothingIsStatus2AndTheOthersAreDone() throws Exception {
        String id = invited(calendar("google-single"));
        Element ids = Element.of(Request, Element.of(UserResponse, 1), Element.of(CollectionId, inbox));
        Element both = request(id, 1, Element.of(Search.LongId, id));
        Element elsewhere = Element.of(
                Request, Element.of(UserResponse, 1), Element.of(CollectionId, "99"), Element.of(RequestId, id));
        Element answer = ask(Version.V16_1, ids, both, elsewhere, request(id, 0), request(id, 4), request(id, 1));
        assertEquals(
                List.of("2", "2", "2", "2", "2", "1"),
                answer.all(Result, org.mailspan.wbxml.MeetingResponse.Status)
                        .map(Element::text)
                        .toList());
        assertFalse(answer.all(Result).findFirst().orElseThrow().has(RequestId));
    }

    @Test
    @Shows("MS-ASCMD_R5374")
    void anInvitationMayBeNamedByLongId() throws Exception {
        String id = invited(calendar("google-single"));
        Element answer = ask(
                Version.V16_1,
                Element.of(
                        Request, Element.of(UserResponse, 1), Element.of(Search.LongId, id), Element.of(SendResponse)));
        assertEquals(
                "1",
                answer.text(Result, org.mailspan.wbxml.MeetingResponse.Status).orElseThrow());
        assertFalse(answer.has(Result, RequestId));
        assertEquals(1, wiring.backend.sent().size());
    }

    @Test
    @Shows({"MS-ASCMD_R3195", "MS-ASCMD_R3196", "MS-ASCMD_R4185", "MS-ASCMD_R6712"})
    void anInstanceIsAnsweredInTheCalendarOnly() throws Exception {
        String series = invited(calendar("exchange-weekly"));
        String single = invited(calendar("google-single"));
        Element right = Element.of(InstanceId, "2026-12-10T08:00:00.000Z");
        Element wrong = Element.of(InstanceId, "20261210T080000Z");
        assertEquals(104, status(request(series, 1, wrong)));
        assertEquals(146, status(request(single, 1, right)));
        assertEquals(2, status(request(series, 1, right)));
        for (Element instance : List.of(right, wrong)) {
            assertEquals(2, status(Version.V14_0, request(single, 1, instance)));
            assertEquals(2, status(Version.V12_1, request(series, 1, instance)));
        }
        assertEquals(2, wiring.mailbox.messages("INBOX").size());
    }

    @ParameterizedTest
    @CsvSource({
        "PART, UNAVAILABLE, 3",
        "PART, LOGIN, 3",
        "PART, NOT_ALLOWED, 3",
        "PART, ITEM_GONE, 2",
        "SEND, UNAVAILABLE, 4",
        "SEND, REFUSED, 4",
        "SEND, TOO_LARGE, 4"
    })
    @Shows({"MS-ASCMD_R4188", "MS-ASCMD_R4194"})
    void whatAHostCannotDoIsAStatusAndTheInvitationStays(Operation operation, Kind kind, int status) throws Exception {
        String id = invited(calendar("google-single"));
        wiring.fail(operation, kind);
        Element request = request(id, 1, Element.of(SendResponse));
        assertEquals(status, status(request));
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
        wiring.heal();
        assertEquals(1, status(request));
        assertEquals(1, wiring.backend.sent().size());
    }

    @Test
    void anInvitationThatCannotBeMovedIsAnsweredAllTheSame() throws Exception {
        String id = invited(calendar("google-single"));
        wiring.fail(Operation.MOVE, Kind.UNAVAILABLE);
        assertEquals(1, status(request(id, 1, Element.of(SendResponse))));
        assertEquals(1, wiring.backend.sent().size());
        assertEquals(1, wiring.mailbox.messages("INBOX").size());
    }

    @Test
    @Shows({"MS-ASCMD_R5650"})
    void noRequestOrTooManyAreStatus103() throws Exception {
        String id = invited(calendar("google-single"));
        var many = new ArrayList<Element>();
        for (int i = 0; i < 101; i++) many.add(request(id, 1, Element.of(SendResponse)));
        for (Element[] asked : new Element[][] {many.toArray(Element[]::new), {}}) {
            Element answer = ask(Version.V14_0, asked);
            assertEquals(
                    "103",
                    answer.text(Result, org.mailspan.wbxml.MeetingResponse.Status)
                            .orElseThrow());
            var root = Element.of(MeetingResponse, List.of(asked));
            assertInstanceOf(
                    Reply.Refused.class,
                    wiring.ask("phone", Version.V12_1, "MeetingResponse", Optional.of(root), new Held()));
        }
        assertEquals(List.of(), wiring.backend.sent());
    }
}
