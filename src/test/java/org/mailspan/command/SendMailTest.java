package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.ComposeMail.*;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.command.SendMail.SendMailStatus;
import org.mailspan.event.Event;
import org.mailspan.format.Outgoing;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.store.Store;
import org.mailspan.store.StoreException;
import org.mailspan.store.Writes;
import org.mailspan.support.Eventually;
import org.mailspan.support.Schemas;
import org.mailspan.support.StoreAround;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.RightsManagement;
import org.mailspan.wbxml.Tag;

/** Sending, in both forms, once. */
final class SendMailTest {
    private static final Tag STATUS = org.mailspan.wbxml.ComposeMail.Status;
    private static final String MAIL = """
        From: Anna <anna@example.org>
        To: Bo <bo@example.org>
        Bcc: cy@example.org
        Subject: hello
        Date: Sat, 21 Nov 2026 12:00:00 +0000
        Message-ID: <1@phone.example>
        Content-Type: text/plain; charset=utf-8

        Grüße
        """;

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    private SendMail command;

    @BeforeEach
    void open() {
        desk = new Desk(directory);
        command = new SendMail(new Outbox(desk.store, desk.events, () -> desk.now));
    }

    private static Element request(String clientId, String mime, Object... more) {
        return Element.of(
                SendMail,
                Element.of(ClientId, clientId),
                List.of(content(more)),
                Element.of(Mime, mime.getBytes(UTF_8)));
    }

    private static Element[] content(Object... more) {
        return Stream.of(more)
                .map(one -> one instanceof Tag tag ? Element.of(tag) : (Element) one)
                .toArray(Element[]::new);
    }

    private Reply send(Element request) {
        return command.handle(desk.call(request));
    }

    private Reply sendRaw(Version version, String mime, Map<String, String> parameters) {
        return command.handle(desk.raw(version, mime.getBytes(UTF_8), parameters));
    }

    private static Reply failure(int status) {
        return new Reply.Document(Element.of(SendMail, Element.of(STATUS, status)));
    }

    private int inSent() {
        return desk.mailbox.messages("Sent").size();
    }

    private int sent() {
        return desk.backend.sent().size();
    }

    @ParameterizedTest
    @EnumSource(names = {"V14_0", "V14_1", "V16_0", "V16_1"})
    void aDocumentIsSentAndAnsweredWithNothing(Version version) {
        Reply reply = command.handle(desk.call(version, request("a", MAIL, SaveInSentItems)));
        assertEquals(new Reply.Empty(), reply);
        Outgoing mail = desk.backend.sent().getFirst();
        assertEquals(List.of("bo@example.org", "cy@example.org"), mail.recipients());
        assertTrue(new String(mail.message(), UTF_8).endsWith("Grüße\r\n"));
        assertEquals(1, inSent());
    }

    @Test
    void nothingIsSavedThatWasNotAskedFor() {
        send(request("a", MAIL));
        send(request("b", MAIL.replace("<1@", "<2@"), Element.of(SaveInSentItems, 0)));
        assertEquals(List.of(2, 0), List.of(sent(), inSent()));
    }

    @Test
    void mimeMayComeAsAString() {
        Element request = Element.of(SendMail, Element.of(ClientId, "a"), Element.of(Mime, MAIL));
        assertEquals(new Reply.Empty(), send(request));
        assertTrue(new String(desk.backend.sent().getFirst().message(), UTF_8).endsWith("Grüße\r\n"));
    }

    @ParameterizedTest
    @CsvSource({"T, 1", "t, 1", "F, 0", "'', 0"})
    void theOldestVersionSendsTheMessageItself(String save, int saved) {
        assertEquals(new Reply.Empty(), sendRaw(Version.V12_1, MAIL, Map.of("SaveInSent", save)));
        assertEquals(List.of(1, saved), List.of(sent(), inSent()));
    }

    @Test
    void theOtherFormIsNotTaken() {
        assertEquals(failure(101), sendRaw(Version.V14_0, MAIL, Map.of()));
        var refused =
                assertInstanceOf(Reply.Refused.class, command.handle(desk.call(Version.V12_1, request("a", MAIL))));
        assertEquals(400, refused.status());
        assertEquals(400, ((Reply.Refused) sendRaw(Version.V12_1, "", Map.of())).status());
        assertEquals(0, sent());
    }

    static Stream<Element> incomplete() {
        return Stream.of(
                Element.of(AirSync.Sync, Element.of(ClientId, "a"), Element.of(Mime, MAIL)),
                Element.of(SendMail),
                Element.of(SendMail, Element.of(Mime, MAIL)),
                Element.of(SendMail, Element.of(ClientId, " "), Element.of(Mime, MAIL)),
                Element.of(SendMail, Element.of(ClientId, "a")));
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void aDocumentThatLacksSomethingIsNotSent(Element request) {
        assertEquals(failure(103), send(request));
        assertEquals(0, sent());
    }

    @Test
    void aMessageThatIsNoneIsNotSent() {
        assertEquals(failure(107), send(request("a", "")));
        assertEquals(failure(107), send(request("b", "no header at all")));
        assertEquals(failure(119), send(request("c", MAIL.replaceAll("(?m)^(To|Bcc):.*\n", ""))));
        assertEquals(0, sent());
    }

    @Test
    void noAccountIdWasEverGivenOut() {
        assertEquals(failure(166), send(request("a", MAIL, Element.of(AccountId, "1"))));
        assertEquals(0, sent());
        assertEquals(new Reply.Empty(), send(request("a", MAIL, AccountId)));
    }

    @Test
    void aMailThatIsToBeProtectedIsNotSentWithout() {
        var template = Element.of(RightsManagement.TemplateID, "2a1b7c4e-0000-0000-0000-000000000001");
        assertEquals(failure(168), send(request("a", MAIL, template)));
        assertEquals(0, sent());
        var none = Element.of(RightsManagement.TemplateID, "00000000-0000-0000-0000-000000000000");
        assertEquals(new Reply.Empty(), send(request("a", MAIL, none)));
    }

    @Test
    void aClientIdSeenBeforeIsASuccessWithoutSending() {
        send(request("a", MAIL));
        assertEquals(new Reply.Empty(), send(request("a", MAIL)));
        assertEquals(new Reply.Empty(), send(request("a", MAIL.replace("<1@", "<2@"))));
        assertEquals(1, sent());
    }

    @Test
    void aClientIdIsRememberedOverARestart() {
        send(request("a".repeat(41), MAIL));
        var again = new SendMail(new Outbox(desk.store, desk.events, () -> desk.now));
        desk.now = desk.now.plus(Duration.ofHours(23));
        assertEquals(new Reply.Empty(), again.handle(desk.call(request("a".repeat(41), MAIL))));
        assertEquals(1, sent());
    }

    /** A device that was set up anew may count from 1 again: its mail must not be swallowed. */
    @Test
    void aClientIdIsForgottenAfterADay() {
        send(request("1", MAIL));
        desk.now = desk.now.plus(Duration.ofHours(25));
        send(request("1", MAIL.replace("<1@", "<2@")));
        assertEquals(2, sent());
    }

    @Test
    void oldClientIdsAreRemoved() {
        send(request("1", MAIL));
        desk.now = desk.now.plus(Duration.ofHours(25));
        send(request("2", MAIL));
        assertEquals(
                Optional.empty(),
                desk.store.read(rows -> rows.sent(desk.backend.account().id(), Desk.DEVICE, "1")));
    }

    @Test
    void clientIdsOfTwoDevicesAreNotTheSame() {
        send(request("1", MAIL));
        var other = new Call(
                Version.V16_1,
                "other",
                desk.backend,
                Optional.of(request("1", MAIL)),
                new byte[0],
                Map.of(),
                false,
                new Held());
        command.handle(other);
        assertEquals(2, sent());
    }

    /** Android makes a new ClientId for each try (quirk G2); below 14.0 there is none. */
    @Test
    void theSameOctetsWithinMinutesAreARetry() {
        send(request("a", MAIL));
        desk.now = desk.now.plus(Duration.ofMinutes(14));
        assertEquals(new Reply.Empty(), send(request("b", MAIL)));
        assertEquals(new Reply.Empty(), sendRaw(Version.V12_1, MAIL, Map.of()));
        assertEquals(1, sent());
        desk.now = desk.now.plus(Duration.ofMinutes(2));
        send(request("c", MAIL));
        assertEquals(2, sent());
    }

    @ParameterizedTest
    @CsvSource({"hello, hallo", "cy@, di@", "<1@phone.example>, <2@phone.example>", "12:00:00, 12:00:01"})
    void anythingElseIsAnotherMail(String one, String other) {
        send(request("a", MAIL));
        send(request("b", MAIL.replace(one, other)));
        assertEquals(2, sent());
    }

    /** A script may mean to send the same line twice. */
    @Test
    void aMailWithoutMessageIdIsLikeNoOther() {
        String mail = MAIL.replaceAll("(?m)^Message-ID:.*\n", "");
        send(request("a", mail));
        send(request("b", mail));
        assertEquals(2, sent());
    }

    /** It is given that of the moment, which is another one in the next second. */
    @Test
    void aMailWithoutDateIsKnownAgain() {
        String mail = MAIL.replaceAll("(?m)^Date:.*\n", "");
        long second = Instant.now().getEpochSecond();
        send(request("a", mail));
        Eventually.that("the clock goes on", () -> Instant.now().getEpochSecond() > second);
        send(request("b", mail));
        assertEquals(1, sent());
    }

    @Test
    void twoRequestsAtOnceSendOnce() throws Exception {
        var inSend = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        desk.beforeEach(operation -> {
            inSend.countDown();
            await(go);
        });
        var replies = new CopyOnWriteArrayList<Reply>();
        Thread first = Thread.startVirtualThread(() -> replies.add(send(request("a", MAIL))));
        inSend.await();
        Thread second = Thread.startVirtualThread(() -> replies.add(send(request("b", MAIL))));
        Eventually.that("the second waits", () -> second.getState() == Thread.State.WAITING);
        go.countDown();
        first.join();
        second.join();
        assertEquals(List.of(new Reply.Empty(), new Reply.Empty()), replies);
        assertEquals(1, sent());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatFailedIsSentAtTheNextTry() {
        desk.fail(Operation.SEND, Kind.UNAVAILABLE);
        assertEquals(failure(111), send(request("a", MAIL)));
        desk.heal();
        assertEquals(new Reply.Empty(), send(request("a", MAIL)));
        assertEquals(1, sent());
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN, 111, 503", "UNAVAILABLE, 111, 503", "FULL, 113, 507", "TOO_LARGE, 115, 413",
        "REFUSED, 120, 502", "NOT_ALLOWED, 120, 502", "ITEM_GONE, 120, 502", "FOLDER_GONE, 120, 502"
    })
    void aHostThatRefusesIsToldInTheWordsOfTheVersion(Kind kind, int status, int http) {
        desk.fail(Operation.SEND, kind);
        assertEquals(failure(status), send(request("a", MAIL)));
        var refused = assertInstanceOf(Reply.Refused.class, sendRaw(Version.V12_1, MAIL, Map.of()));
        assertEquals(http, refused.status());
        assertEquals(List.of(), desk.seen);
    }

    @Test
    void aMailThatWentOutIsObserved() {
        send(request("a", MAIL));
        send(request("a", MAIL));
        int octets = desk.backend.sent().getFirst().message().length;
        assertEquals(
                List.of(new Event.MailSent("anna@example.org", Desk.DEVICE, 2, octets)), new ArrayList<>(desk.seen));
    }

    /** A store on a full disk. */
    private record Full(Store store) implements StoreAround {
        @Override
        public <T> T write(Function<Writes, T> work) {
            throw new StoreException("the disk is full", new IllegalStateException());
        }
    }

    @Test
    void aMailThatWentOutIsASuccessEvenIfItCannotBeNoted() {
        command = new SendMail(new Outbox(new Full(desk.store), desk.events, () -> desk.now));
        assertEquals(new Reply.Empty(), send(request("a", MAIL)));
        assertEquals(1, sent());
        assertTrue(desk.seen.stream().anyMatch(event -> event instanceof Event.Failed));
    }

    @Test
    void everyFailureFitsItsSchema() {
        for (var status : SendMailStatus.values()) Schemas.assertFits(Desk.document(failure(status.code())));
        Schemas.assertFits(Desk.document(send(Element.of(SendMail))));
    }
}
