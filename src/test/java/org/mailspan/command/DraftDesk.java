package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.Headers;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email2;

/** What tests of drafts stand on: one device of 16.1 that has synchronised Drafts, and words for what it asks. */
final class DraftDesk implements AutoCloseable {
    static final byte[] PDF = {'%', 'P', 'D', 'F', 0, (byte) 0xFF, '\r', '\n', 13, 10, 10};
    static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    static final Element PLAIN = Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 1));

    final Wiring wiring;
    final Phone phone;
    final String drafts;

    /** The device's, of its Drafts. */
    String key;

    DraftDesk(Path directory) {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        drafts = phone.folder(FolderType.Drafts).id();
        phone.syncAll(drafts);
        key = phone.collection(drafts).key();
    }

    static Element body(int type, String text) {
        return Element.of(AirSyncBase.Body, Element.of(AirSyncBase.Type, type), Element.of(AirSyncBase.Data, text));
    }

    static Element add(String clientId, Object... data) {
        return Element.of(Add, Element.of(ClientId, clientId), Element.of(ApplicationData, List.of(data)));
    }

    static Element sent(Element command) {
        return Element.of(command.tag(), command.children(), Email2.Send);
    }

    static Element attachments(Element... changes) {
        return Element.of(AirSyncBase.Attachments, List.of(changes));
    }

    static Element file(String clientId, String name, byte[] content, Object... more) {
        return Element.of(
                AirSyncBase.Add,
                Element.of(AirSyncBase.ClientId, clientId),
                Element.of(AirSyncBase.Method, 1),
                Element.of(AirSyncBase.Content, content),
                Element.of(AirSyncBase.DisplayName, name),
                List.of(more));
    }

    static Element without(String reference) {
        return Element.of(AirSyncBase.Delete, Element.of(AirSyncBase.FileReference, reference));
    }

    Element send(String with, Object... more) throws Exception {
        return wiring.ask("phone", "Sync", sync(collection(drafts, with, options(PLAIN), List.of(more))));
    }

    /** One exchange; the phone takes the answer. */
    Element ask(Element... commands) throws Exception {
        Element answer = send(key, commands(commands));
        assertEquals(1, status(answer, drafts));
        key = key(answer, drafts);
        return answer;
    }

    void silent() throws Exception {
        Element request = sync(collection(drafts, key));
        Reply reply = wiring.ask("phone", Version.V16_1, "Sync", Optional.of(request), new Held());
        assertTrue(reply instanceof Reply.Empty, () -> "there is something to tell: " + reply);
    }

    /** What the next Sync tells. */
    Element told() throws Exception {
        Element answer = send(key);
        key = key(answer, drafts);
        return in(answer, drafts);
    }

    Element added(String clientId, Object... data) throws Exception {
        Element answer = ask(add(clientId, data));
        assertEquals(1, response(answer, drafts, Add, clientId), answer::indented);
        assertFalse(in(answer, drafts).has(Commands), () -> "an echo in " + answer);
        return in(answer, drafts).first(Responses, Add).orElseThrow();
    }

    String draft(Object... data) throws Exception {
        return added("c1", data).text(ServerId).orElseThrow();
    }

    List<Message> host() {
        return wiring.mailbox.messages("Drafts");
    }

    MimeTree one() {
        assertEquals(1, host().size(), () -> host().toString());
        return MimeTree.parse(host().getFirst().octets());
    }

    Headers header() {
        return Headers.parse(one().header());
    }

    static String text(MimeTree tree, String section) {
        return new String(tree.section(section).orElseThrow(), UTF_8);
    }

    byte[] fetched(String reference) throws Exception {
        Element answer = wiring.ask("phone", "ItemOperations", Requests.attachment(reference));
        return Requests.octets(answer);
    }

    static String reference(Element response, String clientId) {
        return response.all(ApplicationData, AirSyncBase.Attachments, AirSyncBase.Attachment)
                .filter(one -> one.text(AirSyncBase.ClientId).orElse("").equals(clientId))
                .findFirst()
                .flatMap(one -> one.text(AirSyncBase.FileReference))
                .orElseThrow(() -> new AssertionError("no reference for " + clientId + " in " + response.indented()));
    }

    static List<String> names(MimePart root) {
        return root.children().stream()
                .map(part -> part.dispositionParameters().getOrDefault("filename", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static String part(String name, String text) {
        return "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=" + name + "\r\n\r\n"
                + text + "\r\n";
    }

    long deliver(String messageId, String parts) {
        String message =
                "From: anna@example.org\r\nTo: bob@example.org\r\nSubject: Elsewhere\r\nMessage-ID: " + messageId
                        + "\r\nIn-Reply-To: <q@x>\r\nX-Other: kept\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + "--b--\r\n";
        return wiring.mailbox
                .append("Drafts", message.getBytes(UTF_8), Set.of("\\Seen", "\\Draft"), wiring.now)
                .orElseThrow();
    }

    void assertThrowsUnavailable(String with, Element command) {
        try {
            send(with, commands(command));
        } catch (Exception unavailable) {
            return;
        }
        throw new AssertionError("the host is there");
    }

    /** As Thunderbird and webmails save: the new message first, then the old one goes. */
    void replaceAtHost(String subject) {
        Message old = host().getLast();
        String message =
                new String(old.octets(), UTF_8).replaceFirst("(?m)^Subject: .*$", "Subject: " + subject + "\r");
        wiring.mailbox.append("Drafts", message.getBytes(UTF_8), old.flags(), wiring.now);
        wiring.mailbox.expunge("Drafts", List.of(old.uid()));
    }

    @Override
    public void close() {
        wiring.close();
    }
}
