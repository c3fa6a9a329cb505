package org.mailspan.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.backend.Content;
import org.mailspan.command.Reply;
import org.mailspan.protocol.Version;
import org.mailspan.trace.Trace.Wish;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.StreamedText;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.Utf8Text;
import org.mailspan.wbxml.XmlReader;

/** What a trace says, and of whom. */
final class TraceFormTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<String> written = new ArrayList<>();
    private final Trace trace = new Trace(() -> now, written::add);

    private static Asked asked(String command) {
        return new Asked("anna", "phone1", "Phone/1", Version.V16_1, command, Map.of(), OptionalLong.empty(), false);
    }

    private String exchange(Element request, Reply reply) {
        Trace.Told told = trace.told(asked("Ping"));
        told.request(Asked.Body.of(Optional.of(request), new byte[0]));
        told.answer(200, reply);
        return written.getLast();
    }

    private String requested(Element request) {
        return exchange(request, new Reply.Empty());
    }

    private String answered(Element document) {
        return exchange(Element.of(Ping.Ping), new Reply.Document(document));
    }

    @Test
    void anExchangeIsAQuestionAndAnAnswer() {
        assertEquals(
                """

                # 2026-11-21T12:00:00Z anna Phone/1, 0 ms
                > POST Ping device=phone1 version=16.1
                <Ping>
                  <HeartbeatInterval>60</HeartbeatInterval>
                </Ping>
                < 200
                <Ping>
                  <Status>1</Status>
                </Ping>
                """,
                exchange(
                        Element.of(Ping.Ping, Element.of(Ping.HeartbeatInterval, 60)),
                        new Reply.Document(Element.of(Ping.Ping, Element.of(Ping.Status, 1)))));
    }

    @Test
    void parametersStandInTheLine() {
        var parameters = Map.of("AttachmentName", "a \"b\"\r\n{c}");
        Trace.Told told = trace.told(
                new Asked("anna", "phone1", "", Version.V14_0, "ItemOperations", parameters, OptionalLong.of(7), true));
        told.answer(200, new Reply.Empty());
        assertTrue(
                written.getLast()
                        .contains("\n> POST ItemOperations device=phone1 version=14.0 policy=7 multipart=T"
                                + " AttachmentName=\"a \\\"b\\\"\\r\\n{{}c}\"\n< 200\n"),
                written::getLast);
    }

    static Stream<Tag> secrets() {
        return Arrays.stream(Tag.class.getPermittedSubclasses())
                .filter(Class::isEnum)
                .flatMap(page -> Arrays.stream(page.getEnumConstants()))
                .map(Tag.class::cast)
                .filter(tag -> List.of("Password", "UserName").contains(tag.name()));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void credentialsAreNeverWritten(Tag secret) {
        Element document = Element.of(Settings.Settings, Element.of(secret, "hunter2"));
        String text = exchange(document, new Reply.Document(document));
        assertFalse(text.contains("hunter2"), text);
        assertEquals(2, text.split("hidden", -1).length - 1, text);
    }

    @Test
    void noTextOfAMailCanLookLikeALineOfTheLog() {
        String text = answered(Element.of(
                Ping.Ping, Element.of(Ping.Folder, "\r\n2026-11-21T12:00:00Z WARN login refused\u202Efrom\u001B[2J")));
        assertEquals(
                "  <Folder>&#13;&#10;2026-11-21T12:00:00Z WARN login refused&#8238;from[2J</Folder>",
                text.lines()
                        .filter(line -> line.contains("Folder"))
                        .findFirst()
                        .orElse("")
                        .replace("&#27;", ""));
    }

    @Test
    void aBraceThatLooksLikeAPlaceholderIsMarked() {
        String text = requested(Element.of(Ping.Ping, Element.of(Ping.Folder, "{a} {*} {{} { color: red }")));
        assertTrue(
                text.contains("<Folder>{{}a} {{}*} {{}{{}} { color: red }</Folder>") || text.contains("{{}a} {{}*}"),
                text);
    }

    @Test
    void ofALongTextThereIsTheBeginning() {
        String longText = "x".repeat(Shown.MOST) + "the end";
        for (Object text : List.of(longText, Utf8Text.of(longText))) {
            Element document = Element.of(AirSync.Sync, Element.of(AirSyncBase.Data, text));
            String shown = exchange(document, new Reply.Document(document));
            assertFalse(shown.contains("the end"));
            assertTrue(shown.contains("x{*}</AirSyncBase:Data>"), "in the answer anything may follow");
            assertTrue(shown.contains("x</AirSyncBase:Data>"), "the request is no pattern");
            assertTrue(shown.contains("\n# cut: Data, there was more of it, " + longText.length() + " in all\n"));
        }
    }

    @Test
    void ofAMailThatIsSentThereIsTheBeginning() {
        byte[] mime = ("Subject: x\r\n\r\n" + "y".repeat(100_000)).getBytes(UTF_8);
        String shown = requested(Element.of(ComposeMail.SendMail, Element.of(ComposeMail.Mime, mime)));
        int from = shown.indexOf("<SendMail>");
        Element read = XmlReader.first(shown, from).root();
        byte[] sent = read.first(ComposeMail.Mime).orElseThrow().bytes();
        assertEquals(new String(mime, 0, Shown.MOST, UTF_8), new String(sent, UTF_8));
        assertTrue(shown.contains("# cut: Mime, there was more of it, 100014 octets in all\n"));
    }

    @Test
    void whatLiesInAFileIsNotRead() {
        var text = new StreamedText(1 << 30, out -> {
            throw new AssertionError("read");
        });
        String shown = exchange(
                Element.of(ItemOperations.ItemOperations),
                new Reply.Spooled(
                        Element.of(ItemOperations.ItemOperations, Element.of(ItemOperations.Data, text)), List.of()));
        assertTrue(shown.contains("<Data>{*}</Data>"), shown);
    }

    @Test
    void partsAndAttachmentsAreNotRead() {
        var content = new Content("image/png", 3, (out, from, length) -> {
            throw new AssertionError("read");
        });
        Element root = Element.of(ItemOperations.ItemOperations);
        assertTrue(exchange(root, new Reply.Multipart(root, List.of(content, content)))
                .endsWith("\n<ItemOperations/>\npart\n| {*}\npart\n| {*}\n"));
        assertTrue(exchange(root, new Reply.Raw(content)).endsWith("\n< 200\n| {*}\n"));
    }

    @Test
    void elementsOfNoTagAreLeftOutOfRequests() {
        String shown = requested(Element.of(
                Ping.Ping, new Element(new Tag.Unknown(1, 0x3F), List.of()), Element.of(Ping.HeartbeatInterval, 60)));
        assertTrue(shown.contains("\n# left out: Unknown-1-3F\n> POST Ping"), shown);
        assertFalse(shown.contains("<Unknown"), shown);
    }

    @Test
    void aMailOf121StandsBehindBars() {
        Trace.Told told = trace.told(asked("SendMail"));
        told.request(Asked.Body.of(Optional.empty(), "Subject: {a}\r\n\r\n> POST Ping\r\nbye".getBytes(UTF_8)));
        told.answer(200, new Reply.Empty());
        assertTrue(written.getLast().contains("\n| Subject: {a}\n| \n| > POST Ping\n| bye\n< 200\n"), written::getLast);
    }

    @Test
    void aMailThatIsNoUtf8IsSaidToBeOtherwise() {
        Trace.Told told = trace.told(asked("SendMail"));
        told.request(Asked.Body.of(Optional.empty(), "Subject: ü\u0007".getBytes(ISO_8859_1)));
        told.answer(200, new Reply.Empty());
        assertTrue(written.getLast().contains("\n# not as it came: "), written::getLast);
        assertTrue(written.getLast().contains("\n| Subject: ü\uFFFD\n"), written::getLast);
    }

    @Test
    void namesThatTheBridgeGaveArePlaceholdersAndOthersAreNot() {
        Element collection = Element.of(
                AirSync.Collection,
                Element.of(AirSync.SyncKey, "1-abc"),
                Element.of(AirSync.CollectionId, 5),
                Element.of(AirSync.ServerId, "5:17"));
        String before = requested(collection);
        assertTrue(before.contains("<SyncKey>1-abc</SyncKey>") && before.contains(">5:17<"), before);
        String answer = answered(collection);
        assertTrue(answer.contains("<SyncKey>{key 1-abc}</SyncKey>"), answer);
        String after = requested(collection);
        assertTrue(after.contains("<CollectionId>{folder 5}</CollectionId>"), after);
        assertTrue(after.contains("<ServerId>{folder 5}:{item 5.17}</ServerId>"), after);
        String other = requested(Element.of(AirSync.Collection, Element.of(AirSync.ServerId, "5:18")));
        assertTrue(other.contains("<ServerId>{folder 5}:18</ServerId>"), other);
    }

    /** A repeated number is no name that was given. */
    @Test
    void whatAnAnswerOnlyRepeatsIsNotGiven() {
        Element strange = Element.of(AirSync.Collection, Element.of(AirSync.CollectionId, 99_999));
        exchange(strange, new Reply.Document(strange));
        assertTrue(requested(strange).contains(">99999<"));
    }

    @Test
    void aCommandThatFailedIsAnsweredWithItsStatus() {
        Trace.Told told = trace.told(asked("Sync"));
        told.failed(503, "failed\nfor good");
        assertTrue(
                written.getLast().endsWith("\n> POST Sync device=phone1 version=16.1\n# failed\\nfor good\n< 503\n"),
                written::getLast);
        told.notSent("the client hung up");
        assertEquals("# not sent: the client hung up\n", written.getLast());
        told.unanswered("the client hung up");
        assertTrue(written.getLast().endsWith("\n# not answered: the client hung up\n"), written::getLast);
    }

    @Test
    void nobodyIsTracedUntilSomebodyAsksForIt() {
        assertFalse(trace.covers("anna", "phone1"));
        trace.begin(Wish.EVERYTHING);
        assertTrue(trace.covers("anna", "phone1"));
        trace.end(Wish.EVERYTHING);
        assertFalse(trace.covers("anna", "phone1"));
    }

    @Test
    void aWishIsForOneDeviceAndEndsByItself() {
        trace.begin(new Wish(Optional.of("anna"), Optional.of("phone1"), now.plus(Duration.ofMinutes(10))));
        assertTrue(trace.covers("anna", "phone1"));
        assertFalse(trace.covers("anna", "phone2"));
        assertFalse(trace.covers("bob", "phone1"));
        now = now.plus(Duration.ofMinutes(10));
        assertFalse(trace.covers("anna", "phone1"));
    }
}
