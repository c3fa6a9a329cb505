package org.mailspan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.OtherProcess;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.support.TestCertificate;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** Mail that is larger than the bridge's whole heap comes through it, octet for octet, in each way there is. */
final class LargeMailTest {
    private static final String HEAP = "64m";
    private static final int OCTETS = 52 << 20;
    private static final Limits LARGE = new Limits(32, 200 << 20, 10_000, 200 << 20);

    @TempDir
    static Path directory;

    private static final byte[] file = new byte[OCTETS];
    private static byte[] message;
    private static DovecotHost host;
    private static String user;
    private static Process bridge;
    private static URI plain;
    private static URI secure;
    private static HttpClient client;
    private static String collection;
    private static String item;
    private static String reference;

    /** How a phone is connected. */
    enum Line {
        PLAIN,
        PACKED_TLS;

        URI address() {
            return this == PLAIN ? plain : secure;
        }

        boolean isPacked() {
            return this == PACKED_TLS;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        host = DovecotHost.shared();
        user = host.newUser();
        new Random(50).nextBytes(file);
        message = message();
        try (ImapWitness witness = host.witness(user)) {
            witness.append("INBOX", message, Set.of(), Instant.now());
        }
        TestCertificate certificate = TestCertificate.shared();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificate.trust())
                .build();
        launch(settings(certificate));
        var phone = new Phone(new HttpTransport(plain, user, host.password(), "phone", Version.V16_1));
        assertEquals(1, phone.folderSync());
        collection = phone.folder(FolderType.Inbox).id();
        phone.syncAll(collection);
        var known = phone.collection(collection).items().entrySet().iterator().next();
        item = known.getKey();
        reference = known.getValue()
                .text(AirSyncBase.Attachments, AirSyncBase.Attachment, AirSyncBase.FileReference)
                .orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bridge == null) return;
        bridge.destroyForcibly().waitFor();
        String said = Files.readString(directory.resolve("stderr"));
        assertTrue(!said.contains("OutOfMemory") && !said.contains("ERROR"), said);
    }

    private static byte[] message() throws IOException {
        var out = new ByteArrayOutputStream(OCTETS * 7 / 5);
        out.writeBytes("""
            From: b@example.org
            To: a@example.org
            Subject: large
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße
            --b
            Content-Type: application/octet-stream; name="file.bin"
            Content-Disposition: attachment; filename="file.bin"
            Content-Transfer-Encoding: base64

            """.replace("\n", "\r\n").getBytes(UTF_8));
        out.writeBytes(Base64.getMimeEncoder().encode(file));
        out.writeBytes("\r\n--b--\r\n".getBytes(US_ASCII));
        return out.toByteArray();
    }

    private static Path settings(TestCertificate certificate) throws IOException {
        Path chain = Files.writeString(directory.resolve("chain.pem"), certificate.certificatePem());
        Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
        return Files.writeString(directory.resolve("bridge.properties"), """
            imap.host = 127.0.0.1
            imap.security = none
            imap.port = %d
            smtp.security = none
            smtp.port = %d
            http.listen = 127.0.0.1:0
            https.listen = 127.0.0.1:0
            tls.certificate = %s
            tls.key = %s
            data.directory = %s
            """.formatted(
                        host.imapPort(), host.smtpPort(), chain, key, directory.resolve("data")));
    }

    private static void launch(Path settings) throws IOException {
        bridge = OtherProcess.java(
                        "-Xmx" + HEAP, "-XX:+UseSerialGC", "org.mailspan.Mailspan", "serve", settings.toString())
                .redirectError(directory.resolve("stderr").toFile())
                .start();
        BufferedReader out = bridge.inputReader(UTF_8);
        String ready = out.readLine();
        if (ready == null || !ready.startsWith("ready "))
            throw new AssertionError("not ready: " + Files.readString(directory.resolve("stderr")));
        String[] words = ready.split(" ");
        plain = URI.create(words[1]);
        secure = URI.create(words[2]);
    }

    private record Answered(HttpResponse<InputStream> response, byte[] body) {
        Element document() throws Exception {
            return WbxmlReader.read(body, LARGE);
        }
    }

    private static Answered post(Line line, String query, Version version, boolean parts, Element document)
            throws Exception {
        String login = Base64.getEncoder().encodeToString((user + ":" + host.password()).getBytes(UTF_8));
        var request = HttpRequest.newBuilder(
                        URI.create(line.address() + "?Cmd=" + query + "&User=" + user + "&DeviceType=TestPhone"))
                .header("Authorization", "Basic " + login)
                .header("MS-ASProtocolVersion", version.text())
                .header("MS-ASAcceptMultiPart", parts ? "T" : "F")
                .header("Accept-Encoding", line.isPacked() ? "gzip" : "identity")
                .header("Content-Type", "application/vnd.ms-sync.wbxml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(WbxmlWriter.bytes(document)));
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        boolean packed =
                response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        try (InputStream in = packed ? new GZIPInputStream(response.body(), 1 << 16) : response.body()) {
            var answer = new Answered(response, in.readAllBytes());
            assertEquals(200, response.statusCode(), () -> new String(answer.body, UTF_8));
            boolean isDocument = !parts && !query.startsWith("GetAttachment");
            assertEquals(line.isPacked() && isDocument, packed);
            return answer;
        }
    }

    private static Element attachment(String... range) {
        return Requests.attachment(
                reference,
                Arrays.stream(range)
                        .map(one -> Element.of(ItemOperations.Options, Element.of(ItemOperations.Range, one)))
                        .toArray());
    }

    private static Element fetched(Answered answer) throws Exception {
        return answer.document()
                .first(ItemOperations.Response, ItemOperations.Fetch)
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void anAttachmentInTheDocument(Line line) throws Exception {
        Element fetch = fetched(post(line, "ItemOperations&DeviceId=phone", Version.V16_1, false, attachment()));
        assertEquals("1", fetch.text(ItemOperations.Status).orElse(""));
        assertArrayEquals(file, data(fetch));
    }

    private static byte[] data(Element fetch) {
        return Base64.getDecoder()
                .decode(fetch.text(ItemOperations.Properties, ItemOperations.Data)
                        .orElseThrow()
                        .getBytes(ISO_8859_1));
    }

    @Test
    void aRangeInTheDocument() throws Exception {
        Element asked = attachment("1000000-51999999");
        Element fetch = fetched(post(Line.PACKED_TLS, "ItemOperations&DeviceId=phone", Version.V14_1, false, asked));
        assertEquals(
                "1000000-51999999",
                fetch.text(ItemOperations.Properties, ItemOperations.Range).orElse(""));
        assertArrayEquals(Arrays.copyOfRange(file, 1_000_000, 52_000_000), data(fetch));
    }

    @Test
    void anAttachmentBesideTheDocument() throws Exception {
        byte[] body = post(Line.PACKED_TLS, "ItemOperations&DeviceId=phone", Version.V16_1, true, attachment()).body;
        var table = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, table.getInt());
        int from = table.getInt(12);
        assertEquals(OCTETS, table.getInt(16));
        assertTrue(Arrays.equals(file, 0, OCTETS, body, from, from + OCTETS));
    }

    @Test
    void anAttachmentAlone() throws Exception {
        String query = "GetAttachment&DeviceId=old&AttachmentName=" + reference;
        assertArrayEquals(
                file,
                post(Line.PACKED_TLS, query, Version.V12_1, false, Element.of(ItemOperations.ItemOperations)).body);
    }

    private static final Element MIME = Element.of(AirSyncBase.BodyPreference, Element.of(AirSyncBase.Type, 4));

    @Test
    void theWholeMessageAsMime() throws Exception {
        Element asked = Requests.item(collection, item, Element.of(AirSync.MIMESupport, 2), MIME);
        Element fetch = fetched(post(Line.PLAIN, "ItemOperations&DeviceId=phone", Version.V16_1, false, asked));
        assertWhole(fetch.first(ItemOperations.Properties).orElseThrow());
    }

    private static void assertWhole(Element item) {
        Element body = item.first(AirSyncBase.Body).orElseThrow();
        assertEquals("4", body.text(AirSyncBase.Type).orElse(""));
        assertEquals(
                "" + message.length, body.text(AirSyncBase.EstimatedDataSize).orElse(""));
        assertFalse(body.flag(AirSyncBase.Truncated).orElse(false));
        assertArrayEquals(message, body.text(AirSyncBase.Data).orElseThrow().getBytes(UTF_8));
    }

    /** A device that wants all mail as MIME, as it comes. */
    @Test
    void aSyncOfTheWholeMessageAsMime() throws Exception {
        String device = "Sync&DeviceId=mime";
        var phone = new Phone(new HttpTransport(plain, user, host.password(), "mime", Version.V16_1));
        assertEquals(1, phone.folderSync());
        String first =
                key(post(Line.PLAIN, device, Version.V16_1, false, sync("0")).document());
        Element answer =
                post(Line.PACKED_TLS, device, Version.V16_1, false, sync(first)).document();
        List<Element> added = answer.all(AirSync.Collections, AirSync.Collection, AirSync.Commands, AirSync.Add)
                .toList();
        assertEquals(1, added.size());
        Element data = added.getFirst().first(AirSync.ApplicationData).orElseThrow();
        assertEquals("large", data.text(Email.Subject).orElse(""));
        assertWhole(data);
    }

    private static Element sync(String key) {
        return key.equals("0")
                ? Requests.sync(key, collection)
                : Requests.sync(
                        key,
                        collection,
                        Element.of(AirSync.GetChanges, 1),
                        Element.of(AirSync.Options, Element.of(AirSync.MIMESupport, 2), MIME));
    }

    private static String key(Element sync) {
        return sync.text(AirSync.Collections, AirSync.Collection, AirSync.SyncKey)
                .orElseThrow();
    }
}
