package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.mailspan.wbxml.ItemOperations.*;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mailspan.backend.BackendException;
import org.mailspan.command.ItemOperations.Bounds;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Hierarchy;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** A desk with one mail on it (section 1 a text, 2 a file, 3 an empty file), and words to ask for it. */
final class FetchDesk implements AutoCloseable {
    static final Tag STATUS = org.mailspan.wbxml.ItemOperations.Status;
    static final byte[] FILE = octets(1000);
    static final String MAIL =
            """
            From: Bo <bo@example.org>
            To: Anna <anna@example.org>
            Subject: with a file
            Date: Sat, 21 Nov 2026 12:00:00 +0000
            Message-ID: <1@host.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            Grüße
            --b
            Content-Type: application/pdf; name=a.pdf
            Content-Disposition: attachment; filename=a.pdf
            Content-Transfer-Encoding: base64

            %s
            --b
            Content-Type: text/x-empty; name=empty.txt
            Content-Disposition: attachment; filename=empty.txt

            --b--
            """.formatted(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(FILE));

    final Desk desk;
    final ServerId id;
    Bounds bounds = Bounds.DEFAULT;

    FetchDesk(Path directory) throws BackendException {
        desk = new Desk(directory);
        id = desk.deliver(MAIL);
    }

    @Override
    public void close() {
        desk.close();
    }

    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        new Random(7).nextBytes(octets);
        return octets;
    }

    ItemOperations command() {
        return new ItemOperations(
                desk.engine.items(),
                new EmptyFolder(desk.engine.emptying(), new Hierarchy(desk.store)),
                new MoveConversation(desk.engine.conversationMoves()),
                bounds);
    }

    Reply handle(boolean multipart, Element... operations) throws Exception {
        var request = Optional.of(Element.of(ItemOperations, List.of(operations)));
        Call call = desk.call(org.mailspan.protocol.Version.V16_1, request, new byte[0], multipart, desk.backend);
        return command().handle(call);
    }

    Element answer(Element... operations) throws Exception {
        return Desk.document(assertInstanceOf(Reply.Document.class, handle(false, operations)));
    }

    /** The one Fetch of an answer. */
    Element fetched(Element... operations) throws Exception {
        Element answer = answer(operations);
        assertEquals(Optional.of("1"), answer.text(STATUS));
        return answer.first(Response, Fetch).orElseThrow();
    }

    /** The Status of each Fetch of an answer. */
    List<String> statuses(Element... operations) throws Exception {
        return answer(operations).all(Response, Fetch).map(FetchDesk::status).toList();
    }

    static Element fetch(Object... content) {
        return Element.of(Fetch, Element.of(Store, "Mailbox"), Arrays.asList(content));
    }

    Element item(Object... options) {
        return item(id, options);
    }

    static Element item(ServerId id, Object... options) {
        return fetch(
                Element.of(AirSync.CollectionId, id.collection()),
                Element.of(AirSync.ServerId, id.toString()),
                Element.of(Options, Arrays.asList(options)));
    }

    Element attachment(String section, Object... options) {
        return fetch(
                Element.of(AirSyncBase.FileReference, new FileReference(id, section).toString()),
                options.length == 0 ? null : Element.of(Options, Arrays.asList(options)));
    }

    /** A BodyPreference for plain text. */
    static Element text() {
        return Element.of(
                AirSyncBase.BodyPreference,
                Element.of(AirSyncBase.Type, 1),
                Element.of(AirSyncBase.TruncationSize, 5000));
    }

    static Element range(Object range) {
        return Element.of(Range, range.toString());
    }

    static String status(Element fetched) {
        return fetched.text(STATUS).orElseThrow();
    }
}
