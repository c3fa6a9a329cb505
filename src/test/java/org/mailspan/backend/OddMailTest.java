package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.imap.Security;
import org.mailspan.item.BodyFields;
import org.mailspan.item.Item;
import org.mailspan.support.DovecotHost;

/** Mail that scripts write and every mail program shows, though its header makes no sense: a Dovecot tells of it as it is. */
final class OddMailTest {
    private Subject subject;

    @BeforeEach
    void open() throws BackendException {
        subject = ImapSubjects.at(DovecotHost.shared(), Security.NONE, true);
    }

    @AfterEach
    void close() {
        subject.backend().close();
        subject.witness().close();
    }

    private long append(String mail) {
        return subject.witness().append("INBOX", ("Subject: odd\r\nMIME-Version: 1.0\r\n" + mail).getBytes(UTF_8));
    }

    private Item read(long uid, Want.Whole want) throws Exception {
        return subject.read("INBOX", subject.seen("INBOX").entries(List.of(uid)), want)
                .get(uid);
    }

    private String text(long uid) throws Exception {
        Item item = read(uid, new Want.Whole(5, Subject.TEXT));
        assertEquals(List.of(), item.get(BodyFields.Attachments).orElse(List.of()));
        return item.get(BodyFields.Body).orElseThrow().data().toString().strip();
    }

    /** For all of these Dovecot tells no type, or half of one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain charset=utf-8",
                "text/plain charset=\"utf-8\"; format=flowed",
                "plain",
                "plain; charset=utf-8",
                "text",
                "text/; charset=utf-8",
                "",
                ";;;"
            })
    void aTextWhoseTypeMakesNoSenseIsShown(String type) throws Exception {
        assertEquals("it says gr\u00fcn", text(append("Content-Type: " + type + "\r\n\r\nit says gr\u00fcn\r\n")));
    }

    @Test
    void htmlWithoutASemicolonIsHtml() throws Exception {
        String body = "\r\n<p>it says <b>gr\u00fcn</b></p>\r\n";
        assertEquals("it says gr\u00fcn", text(append("Content-Type: text/html charset=\"utf-8\"\r\n" + body)));
        String part = "--x\r\nContent-Type: text/html charset=utf-8\r\n" + body + "--x--\r\n";
        assertEquals(
                "it says gr\u00fcn", text(append("Content-Type: multipart/alternative; boundary=x\r\n\r\n" + part)));
    }

    /** Of these Dovecot tells an empty part that is not there: the phone showed an empty mail. */
    @ParameterizedTest
    @CsvSource({"multipart/mixed; boundary=x,no boundary at all", "multipart/alternative,--y is in no header"})
    void aMultipartWithoutPartsIsRead(String type, String body) throws Exception {
        assertEquals(body, text(append("Content-Type: " + type + "\r\n\r\n" + body + "\r\n")));
    }

    @Test
    void aFileWhoseTypeMakesNoSenseIsFetchedTrue() throws Exception {
        long uid = append("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nsee there\r\n"
                + "--x\r\nContent-Type: application/pdf name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + "JVBERi0x\r\n--x--\r\n");
        var attached = read(uid, new Want.Whole(5, Subject.TEXT))
                .get(BodyFields.Attachments)
                .orElseThrow()
                .getFirst();
        assertEquals("a.pdf", attached.displayName());
        Content content = subject.as(Backend.Parts.class)
                .part(
                        "INBOX",
                        subject.seen("INBOX").entry(uid),
                        attached.fileReference().section());
        var octets = new ByteArrayOutputStream();
        content.writeTo(octets);
        assertArrayEquals("%PDF-1".getBytes(UTF_8), octets.toByteArray());
        assertEquals("application/pdf", content.mediaType());
    }
}
