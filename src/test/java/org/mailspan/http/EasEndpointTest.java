package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.http.Endpoint.BODY;
import static org.mailspan.http.Endpoint.DOCUMENT;
import static org.mailspan.http.Endpoint.WBXML;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.protocol.Version;
import org.mailspan.support.NoBackend;
import org.mailspan.support.Shows;

/** What a request is answered, from its first line to the event in the log. */
final class EasEndpointTest {
    @AutoClose
    private final Endpoint eas = new Endpoint();

    @Shows("MS-ASHTTP_R319 MS-ASHTTP_R450 MS-ASHTTP_R232 MS-ASHTTP_R238 MS-ASHTTP_R239 "
            + "MS-ASHTTP_R244 MS-ASHTTP_R245 MS-ASHTTP_R246 MS-ASHTTP_R247 MS-ASHTTP_R248 "
            + "MS-ASHTTP_R249 MS-ASHTTP_R2491 MS-ASHTTP_R1106 MS-ASHTTP_R1107 MS-ASHTTP_R1108 "
            + "MS-ASHTTP_R222")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Microsoft-Server-ActiveSync",
                "/microsoft-server-activesync/",
                "/Microsoft-Server-ActiveSync?Cmd=OPTIONS&User=jo&DeviceId=d&DeviceType=Outlook",
                "/Microsoft-Server-ActiveSync?nonsense"
            })
    void optionsTellsVersionsAndCommands(String target) throws Exception {
        var answer = eas.client(eas.plan())
                .send("OPTIONS " + target + " HTTP/1.1\r\nHost: x\r\n" + RawClient.LOGIN + "\r\n\r\n")
                .answer();
        assertEquals(200, answer.status());
        assertEquals("12.1,14.0,14.1,16.0,16.1", answer.header("MS-ASProtocolVersions"));
        assertEquals("FolderSync,SendMail", answer.header("MS-ASProtocolCommands"));
        assertEquals("OPTIONS,POST", answer.header("Allow"));
        assertEquals("OPTIONS,POST", answer.header("Public"));
        assertEquals("16.1", answer.header("MS-Server-ActiveSync"));
        assertEquals("0", answer.header("Content-Length"));
        assertEquals("", answer.header("Content-Type"));
    }

    @Shows("MS-ASHTTP_R178")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS /Microsoft-Server-ActiveSync",
                "POST /Microsoft-Server-ActiveSync",
                "POST /Microsoft-Server-ActiveSync?nonsense!",
                "POST /Microsoft-Server-ActiveSync?Cmd=Nothing&User=a&DeviceId=d&DeviceType=T"
            })
    void whoeverDoesNotLogInIsAskedToBeforeAnythingElse(String request) throws Exception {
        RawClient client = eas.client(eas.plan());
        for (String login : new String[] {"", "Authorization: Bearer xyz\r\n", "Authorization: Basic ???\r\n"}) {
            var answer = client.send(request + " HTTP/1.1\r\nHost: x\r\n" + login + "\r\n")
                    .answer();
            assertEquals(401, answer.status());
            assertEquals("Basic realm=\"Mailspan\", charset=\"UTF-8\"", answer.header("WWW-Authenticate"));
        }
    }

    @Shows("MS-ASHTTP_R523")
    @Test
    void aRefusedPasswordIsA401AndStandsInTheLog() throws Exception {
        ServerUnderTest server = eas.server(eas.plan());
        String wrong = "Authorization: Basic " + base64("jo:wrong", StandardCharsets.UTF_8);
        var answer = eas.client(server)
                .send("OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\n" + wrong + "\r\n\r\n")
                .answer();
        assertEquals(401, answer.status());
        assertEquals("jo", server.await(Event.LoginRefused.class).user());
    }

    @Test
    void credentialsInLatin1AreReadAsSuch() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        RawClient client = eas.client(eas.plan().connector(credentials -> {
            asked.add(credentials.user() + " " + credentials.password());
            return NoBackend.of("jo");
        }));
        for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8))
            client.send("OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "
                            + base64("jö:" + charset.name() + "ß", charset) + "\r\n\r\n")
                    .answer();
        assertEquals(List.of("jö ISO-8859-1ß", "jö UTF-8ß"), asked);
    }

    @Shows("MS-ASHTTP_R1 MS-ASHTTP_R3 MS-ASHTTP_R281 MS-ASHTTP_R282 MS-ASHTTP_R154 MS-ASHTTP_R175 "
            + "MS-ASHTTP_R196 MS-ASHTTP_R201 MS-ASHTTP_R219 MS-ASHTTP_R284")
    @Test
    void aCommandGetsWhatTheTextFormAndTheHeadersSay() throws Exception {
        var answer = eas.client(eas.plan())
                .post(
                        "FolderSync&CollectionId=5",
                        BODY,
                        WBXML + "; charset=utf-8",
                        "X-MS-PolicyKey: 4294967295",
                        "MS-ASAcceptMultiPart: T",
                        "User-Agent: Test/1.0")
                .answer();
        assertEquals(200, answer.status());
        assertEquals("application/vnd.ms-sync.wbxml", answer.header("Content-Type"));
        assertEquals("private", answer.header("Cache-Control"));
        assertArrayEquals(BODY, answer.body());
        Call call = eas.called.get();
        assertEquals(Version.V16_1, call.version());
        assertEquals("dev1", call.deviceId());
        assertEquals("jo", call.account());
        assertEquals(Optional.of(DOCUMENT), call.request());
        assertEquals("5", call.parameters().get("CollectionId"));
        assertTrue(call.multipart());
        assertEquals("jo", eas.visited.get().account());
        assertEquals("127.0.0.1", eas.visited.get().address());
        assertEquals(
                new Gate.Visitor(
                        eas.visited.get().backend(),
                        eas.visited.get().address(),
                        "dev1",
                        "Test",
                        "Test/1.0",
                        OptionalLong.of(0xFFFF_FFFFL),
                        "FolderSync",
                        Version.V16_1),
                eas.visited.get());
    }

    /** 14.0, FolderSync, device d, policy key 7, type T, Options with both flags: no headers of ours at all. */
    @Shows("MS-ASHTTP_R92 MS-ASHTTP_R94 MS-ASHTTP_R282")
    @Test
    void aCommandGetsWhatTheBase64FormSays() throws Exception {
        String query = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(new byte[] {(byte) 140, 9, 9, 4, 1, 'd', 4, 7, 0, 0, 0, 1, 'T', 7, 1, 3});
        var answer = eas.client(eas.plan())
                .send("POST /Microsoft-Server-ActiveSync?" + query + " HTTP/1.1\r\nHost: x\r\n" + RawClient.LOGIN
                        + "\r\nContent-Length: 0\r\n\r\n")
                .answer();
        assertEquals(200, answer.status());
        assertEquals(Version.V14_0, eas.called.get().version());
        assertEquals("T", eas.called.get().parameters().get("SaveInSent"));
        assertTrue(eas.called.get().multipart());
        assertEquals(Optional.empty(), eas.called.get().request());
        assertEquals(OptionalLong.of(7), eas.visited.get().policyKey());
    }

    @ParameterizedTest
    @CsvSource({"-, ''", "0, 0", "12, 12", "-1, 0", "99999999999, 0", "rubbish, 0"})
    void aPolicyKeyIsANumberOrIsNotThere(String header, String expected) throws Exception {
        String[] headers =
                header.equals("-") ? new String[] {WBXML} : new String[] {WBXML, "X-MS-PolicyKey: " + header};
        eas.client(eas.plan()).post("FolderSync", BODY, headers).answer();
        var key = eas.visited.get().policyKey();
        assertEquals(expected, key.isPresent() ? Long.toString(key.getAsLong()) : "");
    }

    @Shows("MS-ASHTTP_R176 MS-ASHTTP_R182 MS-ASHTTP_R186 MS-ASHTTP_R187 MS-ASHTTP_R188")
    @ParameterizedTest
    @CsvSource({
        "POST, /Microsoft-Server-ActiveSync?Cmd=Sync, 400",
        "POST, /Microsoft-Server-ActiveSync, 400",
        "POST, /Microsoft-Server-ActiveSync?AAAAA, 400",
        "POST, /Microsoft-Server-ActiveSync?Cmd=Find&User=jo&DeviceId=d&DeviceType=T, 501",
        "POST, /Microsoft-Server-ActiveSync?jBcJBAFkAAFU, 501",
        "POST, /Microsoft-Server-ActiveSync/x?Cmd=FolderSync&User=jo&DeviceId=d&DeviceType=T, 404",
        "POST, /, 404",
        "GET, /, 404",
        "GET, /Microsoft-Server-ActiveSync, 405",
        "PUT, /Microsoft-Server-ActiveSync, 405",
        "BREW, /Microsoft-Server-ActiveSync, 501"
    })
    void whatIsNotServedHasItsStatus(String method, String target, int status) throws Exception {
        ServerUnderTest server = eas.server(eas.plan());
        RawClient client = eas.client(server);
        var answer = client.send(method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + RawClient.LOGIN
                        + "\r\nMS-ASProtocolVersion: 14.1\r\n\r\n")
                .answer();
        assertEquals(status, answer.status());
        if (status == 405) assertEquals("OPTIONS,POST", answer.header("Allow"));
        assertEquals(status, server.await(Event.RequestRefused.class).status());
        assertEquals(200, client.post("FolderSync", BODY, WBXML).answer().status(), "the connection is still good");
    }

    /** Quirk A14; a backslash, a brace and an umlaut do not belong into a URL as they are. */
    @ParameterizedTest
    @ValueSource(strings = {"DOM\\jo@x.org", "{jo}", "j\u00f6", "%64%6f%4d%5Cjo"})
    void aUserMayStandUnescapedInTheUrl(String user) throws Exception {
        var answer = eas.client(eas.plan())
                .send("POST /Microsoft-Server-ActiveSync?Cmd=FolderSync&User=" + user
                        + "&DeviceId=d&DeviceType=T HTTP/1.1\r\nHost: x\r\n" + RawClient.LOGIN
                        + "\r\nMS-ASProtocolVersion: 14.1\r\n\r\n")
                .answer();
        assertEquals(200, answer.status());
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        RawClient client = eas.client(eas.plan());
        client.send("HEAD /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("HTTP/1.1 405 Method Not Allowed", client.head().line());
        assertEquals(200, client.post("FolderSync", BODY, WBXML).answer().status());
    }

    @Shows("MS-ASHTTP_R188")
    @ParameterizedTest
    @CsvSource({"16.1, 200", "14, 200", " 12.1 , 200", "2.5, 400", "12.0, 400", "17.0, 400", "x, 400", "-, 400"})
    void theVersionIsOneThatIsSpoken(String version, int status) throws Exception {
        String header = version.equals("-") ? "" : "MS-ASProtocolVersion: " + version + "\r\n";
        var answer = eas.client(eas.plan())
                .send("POST /Microsoft-Server-ActiveSync?Cmd=foldersync&User=jo&DeviceId=d&DeviceType=T HTTP/1.1\r\n"
                        + "Host: x\r\n" + RawClient.LOGIN + "\r\n" + header + "\r\n")
                .answer();
        assertEquals(status, answer.status());
    }

    @Test
    void theGateAnswersInsteadOfTheCommand() throws Exception {
        var answers = new ArrayList<>(List.of(
                new Reply.Refused(449, "provision first"),
                new Reply.Refused(403, "blocked"),
                new Reply.Document(DOCUMENT)));
        ServerUnderTest server = eas.server(eas.plan().gate(visitor -> Optional.of(answers.removeFirst())));
        RawClient client = eas.client(server);
        assertEquals(
                "HTTP/1.1 449 Retry after sending a PROVISION command",
                client.post("FolderSync", BODY, WBXML).answer().line());
        assertEquals(403, client.post("FolderSync", BODY, WBXML).answer().status());
        assertArrayEquals(BODY, client.post("FolderSync", BODY, WBXML).answer().body());
        assertEquals(null, eas.called.get());
    }

    @Test
    void everyRequestStandsInTheLogWithItsOutcome() throws Exception {
        ServerUnderTest server = eas.server(eas.plan());
        eas.client(server).post("FolderSync", BODY, WBXML).answer();
        var served = server.await(Event.RequestServed.class);
        assertEquals(
                "jo dev1 FolderSync 16.1 200 Status=1",
                "%s %s %s %s %d %s"
                        .formatted(
                                served.account(),
                                served.device(),
                                served.command(),
                                served.version(),
                                served.status(),
                                served.detail()));
        assertFalse(served.took().isNegative());
    }

    @Test
    void aProxyOnThisMachineTellsTheAddress() throws Exception {
        ServerUnderTest server = eas.server(eas.plan());
        eas.client(server)
                .send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n\r\n")
                .answer();
        assertEquals("192.0.2.7", server.await(Event.RequestRefused.class).address());
    }

    private static String base64(String text, Charset charset) {
        return Base64.getEncoder().encodeToString(text.getBytes(charset));
    }
}
