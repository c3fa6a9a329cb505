package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.http.tls.CertificateName;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.support.Shows;
import org.mailspan.support.TestCertificate;

/** How a phone finds its server by an address and a password, and what strangers learn of that. */
final class AutodiscoverTest {
    private static final String SCHEMA =
            "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";
    private static final String OUTLOOK =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private static final String URL = "https://phones.example.org/Microsoft-Server-ActiveSync";

    private ServerUnderTest server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = new Plan()
                .address(() -> Optional.of(URI.create("https://phones.example.org")))
                .start();
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private static String request(String schema) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><Autodiscover"
            + " xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006\"><Request>"
            + "<EMailAddress>mallory@evil.example</EMailAddress><AcceptableResponseSchema>" + schema
                + "</AcceptableResponseSchema></Request></Autodiscover>";
    }

    private RawClient.Answer post(String path, String login, String body) throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return client.send("POST " + path + " HTTP/1.1\r\nHost: evil.example\r\nContent-Type: text/xml\r\n"
                        + (login.isEmpty() ? "" : login + "\r\n") + "Content-Length: " + octets.length + "\r\n\r\n")
                .send(octets)
                .answer();
    }

    private RawClient.Answer get(String path) throws IOException {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                .answer();
    }

    @Test
    @Shows({"MS-ASCMD_R41", "MS-ASCMD_R703", "MS-ASCMD_R1085"})
    void whoIsLoggedInIsToldWhereToGo() throws IOException {
        RawClient.Answer answer = post("/Autodiscover/Autodiscover.xml", RawClient.LOGIN, request(SCHEMA));
        assertEquals(200, answer.status());
        assertEquals("text/xml; charset=utf-8", answer.header("Content-Type"));
        assertTrue(answer.text().contains("<Type>MobileSync</Type><Url>" + URL + "</Url><Name>" + URL), answer.text());
        assertTrue(answer.text().contains("<EMailAddress>jo"), answer.text());
        assertFalse(answer.text().contains("evil"), "nothing of the question is in the answer");
    }

    @Test
    void theAnswerFitsItsSchema() throws Exception {
        Path xsd = Path.of(System.getProperty("mailspan.spec", "../shared/spec"), "xsd");
        assumeTrue(Files.exists(xsd), "the specification's schemas are not here");
        byte[] found = post("/autodiscover/autodiscover.xml", RawClient.LOGIN, request(SCHEMA))
                .body();
        byte[] error = post("/autodiscover/autodiscover.xml", RawClient.LOGIN, request(OUTLOOK))
                .body();
        // the published schema refers to the other one and does not import it
        String response = Files.readString(xsd.resolve("AutodiscoverResponse.xsd"))
                .replaceFirst(
                        "(<xs:schema[^>]*>)",
                        "$1<xs:import namespace=\"" + SCHEMA + "\" schemaLocation=\"AutodiscoverMobileSync.xsd\"/>");
        String here = xsd.resolve("AutodiscoverResponse.xsd").toUri().toString();
        var schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(response), here));
        schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(found)));
        schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(error)));
    }

    @Test
    void aLoginIsAskedForFirst() throws IOException {
        RawClient.Answer none = post("/autodiscover/autodiscover.xml", "", request(SCHEMA));
        assertEquals(401, none.status());
        assertTrue(none.header("WWW-Authenticate").startsWith("Basic"));
        assertEquals(
                401,
                post("/autodiscover/autodiscover.xml", "Authorization: Basic am86d3Jvbmc=", request(SCHEMA))
                        .status());
    }

    @Test
    void anotherSchemaIsToldThatItIsNotSpoken() throws IOException {
        RawClient.Answer answer = post("/autodiscover/autodiscover.xml", RawClient.LOGIN, request(OUTLOOK));
        assertEquals(200, answer.status());
        assertTrue(answer.text().contains("<ErrorCode>601</ErrorCode>"), answer.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "<a/>",
                "<Autodiscover/>",
                "<Autodiscover><Request>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Autodiscover><AcceptableResponseSchema>&x;"
                        + "</AcceptableResponseSchema></Autodiscover>",
                "<!DOCTYPE a [<!ENTITY x \"aaaaaaaaaa\"><!ENTITY y \"&x;&x;&x;&x;\">]><Autodiscover>&y;</Autodiscover>"
            })
    void whatIsNoRequestIsToldSo(String body) throws IOException {
        RawClient.Answer answer = post("/autodiscover/autodiscover.xml", RawClient.LOGIN, body);
        assertEquals(200, answer.status());
        assertTrue(answer.text().contains("<ErrorCode>600</ErrorCode>"), answer.text());
        assertFalse(answer.text().contains("root:"), answer.text());
    }

    @Test
    void aLongRequestIsRefused() throws IOException {
        assertEquals(
                413,
                post("/autodiscover/autodiscover.xml", RawClient.LOGIN, request("x".repeat(20_000)))
                        .status());
    }

    @Test
    void aDeepRequestIsToldSo() throws IOException {
        String deep = "<Autodiscover>" + "<a>".repeat(2_000);
        assertTrue(post("/autodiscover/autodiscover.xml", RawClient.LOGIN, deep)
                .text()
                .contains("<ErrorCode>600</ErrorCode>"));
    }

    @Test
    void versionTwoIsAnsweredToEveryone() throws IOException {
        RawClient.Answer answer =
                get("/autodiscover/autodiscover.json/v1.0/mallory@evil.example?Protocol=ActiveSync&RedirectCount=1");
        assertEquals(200, answer.status());
        assertEquals("{\"Protocol\":\"ActiveSync\",\"Url\":\"" + URL + "\"}", answer.text());
        assertEquals(
                "{\"Protocol\":\"AutodiscoverV1\",\"Url\":\"https://phones.example.org/autodiscover/autodiscover.xml\"}",
                get("/Autodiscover/Autodiscover.json?Email=a%40b&Protocol=AutodiscoverV1")
                        .text());
    }

    @Test
    void aProtocolThatIsNotSpokenIsNotRepeated() throws IOException {
        RawClient.Answer answer = get("/autodiscover/autodiscover.json?Email=a@b&Protocol=<script>EWS");
        assertEquals(400, answer.status());
        assertTrue(answer.text().contains("InvalidProtocol"), answer.text());
        assertFalse(answer.text().contains("script"), answer.text());
        assertEquals(400, get("/autodiscover/autodiscover.json").status());
    }

    @Test
    void whoAsksInTheClearIsSentToTheEncryptedPlace() throws IOException {
        RawClient.Answer answer = get("/autodiscover/autodiscover.xml");
        assertEquals(302, answer.status());
        assertEquals("https://phones.example.org/autodiscover/autodiscover.xml", answer.header("Location"));
    }

    @Test
    void otherMethodsAndOtherPathsAreNothing() throws IOException {
        assertEquals(
                405,
                client.send("DELETE /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\n\r\n")
                        .answer()
                        .status());
        assertEquals(
                405,
                post("/autodiscover/autodiscover.json", RawClient.LOGIN, "").status());
        assertEquals(404, get("/autodiscover/").status());
        assertEquals(404, get("/autodiscover/autodiscover.xml/x").status());
    }

    @Test
    void withoutAnAddressThereIsNothing() throws IOException {
        stop();
        server = new Plan().start();
        client = server.client();
        assertEquals(
                404, get("/autodiscover/autodiscover.json?Protocol=ActiveSync").status());
        assertEquals(
                404,
                post("/autodiscover/autodiscover.xml", RawClient.LOGIN, request(SCHEMA))
                        .status());
    }

    @Test
    void theCertificateSaysWhereToGoWhereNobodyElseDoes(@TempDir Path directory) throws IOException {
        TlsFiles files = ServerUnderTest.files(directory, TestCertificate.shared());
        assertEquals(Optional.empty(), new CertificateName(files, 443).get(), "localhost is no name for a phone");
        assertEquals(Optional.empty(), new CertificateName(new TlsFiles(directory, directory), 443).get());
        TlsFiles named = ServerUnderTest.files(
                directory,
                TestCertificate.named("*.example.org", "<b>.example.org", "mail.example.org", "b.example.org"));
        assertEquals(Optional.of(URI.create("https://mail.example.org")), new CertificateName(named, 443).get());
        assertEquals(Optional.of(URI.create("https://mail.example.org:8443")), new CertificateName(named, 8443).get());
    }
}
