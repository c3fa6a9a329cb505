package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.BackendException;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.support.NoBackend;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.WbxmlWriter;

/** What somebody may cost who means no good, or is just broken (law 8). */
final class StrangersTest {
    private static final String WBXML = "Content-Type: application/vnd.ms-sync.wbxml";
    private static final String WRONG_LOGIN = "Authorization: Basic am86d3Jvbmc=";

    private final AtomicReference<Call> called = new AtomicReference<>();
    private ServerUnderTest server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = plan().start();
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Plan plan() {
        return new Plan().command("Sync", 0, this::remember);
    }

    private Reply remember(Call call) {
        called.set(call);
        return new Reply.Empty();
    }

    private static String login(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private RawClient.Answer options(String login) throws IOException {
        return client.send("OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\n" + login + "\r\n\r\n")
                .answer();
    }

    @Test
    void whoGuessesPasswordsIsLeftToWaitAndTheHostIsNotAsked() throws Exception {
        var asked = new AtomicInteger();
        stop();
        server = plan().connector(credentials -> {
                    asked.incrementAndGet();
                    if (credentials.password().equals("secret")) return NoBackend.of(credentials.user());
                    throw new BackendException(BackendException.Kind.LOGIN, "wrong password");
                })
                .start();
        client = server.client();
        assertEquals(200, options(login("jo", "secret")).status());
        for (int i = 0; i < 20; i++)
            assertEquals(401, options(login("user" + i % 3, "guess" + i)).status());
        RawClient.Answer refused = options(login("user1", "guess"));
        assertEquals(503, refused.status());
        int first = Integer.parseInt(refused.header("Retry-After"));
        assertTrue(first > 20, "Retry-After " + first);
        int second = Integer.parseInt(options(login("user1", "guess")).header("Retry-After"));
        assertTrue(second > first, "who goes on waits longer: " + second);
        assertEquals(21, asked.get(), "the host is not asked about guesses any more");
        assertEquals(401, options(login("user1", "guess1")).status(), "what is known to be wrong is told so");
        assertEquals(200, options(login("jo", "secret")).status(), "who is in stays in");
        assertEquals(21, asked.get());
        var event = server.await(Event.LoginThrottled.class);
        assertEquals("127.0.0.1", event.address());
        assertEquals("user1", event.user());
    }

    @Test
    void anOldPasswordThatAPhoneGoesOnSendingCountsOnce() throws IOException {
        for (int i = 0; i < 50; i++) assertEquals(401, options(WRONG_LOGIN).status());
        assertEquals(401, options(login("jo", "another")).status());
        assertEquals(200, options(login("jo", "secret")).status());
    }

    /** Nobody typed the new one into the phone in the drawer. All ask the host again after an hour. */
    @Test
    void aPhoneWithTheOldPasswordLocksItsOwnerOutFromNowhere() throws Exception {
        var good = new AtomicReference<>("old");
        var now = new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));
        var asked = new AtomicInteger();
        stop();
        server = plan().clock(now::get)
                .connector(credentials -> {
                    if (credentials.password().equals("old")) asked.incrementAndGet();
                    if (credentials.password().equals(good.get())) return NoBackend.of(credentials.user());
                    throw new BackendException(BackendException.Kind.LOGIN, "wrong password");
                })
                .start();
        client = server.client();
        assertEquals(200, optionsFrom("198.51.100.7", "old"));
        good.set("new");
        for (int minute = 0; minute < 6 * 60; minute++) {
            now.updateAndGet(it -> it.plusSeconds(60));
            optionsFrom("198.51.100.7", "old");
        }
        for (int minute = 0; minute < 24 * 60; minute++) {
            now.updateAndGet(it -> it.plusSeconds(60));
            optionsFrom("198.51.100.7", "old");
            if (minute % 90 > 0) continue;
            assertEquals(200, optionsFrom("198.51.100.7", "new"), "from the same address, minute " + minute);
            assertEquals(200, optionsFrom("203.0.113." + minute / 90, "new"), "and from elsewhere");
            now.updateAndGet(it -> it.plusSeconds(3700));
            assertEquals(200, optionsFrom("192.0.2." + minute / 90, "new"), "and from elsewhere at first");
        }
        assertEquals(401, optionsFrom("198.51.100.7", "old"));
        assertTrue(asked.get() < 100, "the host was asked about the old one " + asked.get() + " times");
    }

    private int optionsFrom(String address, String password) throws IOException {
        return options(login("jo", password) + "\r\nX-Forwarded-For: " + address)
                .status();
    }

    @Test
    void oneLineOfIPv6IsOneNetwork() {
        assertEquals(Logins.network("2001:db8:1:2::1"), Logins.network("2001:db8:1:2:ffff::9"));
        assertNotEquals(Logins.network("2001:db8:1:2::1"), Logins.network("2001:db8:1:3::1"));
        assertNotEquals(Logins.network("192.0.2.1"), Logins.network("192.0.2.2"));
    }

    private void restart(HttpLimits limits) throws IOException {
        stop();
        server = plan().limits(limits).start();
        client = server.client();
    }

    private static byte[] document(int size) {
        return WbxmlWriter.bytes(Element.of(ComposeMail.SendMail, Element.of(ComposeMail.Mime, new byte[size])));
    }

    /** Law 8: a stranger's octets are neither asked for nor waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"Expect: 100-continue\r\nContent-Length: 500", "Content-Length: 99000"})
    void aStrangerWithABodyIsTurnedAwayAtOnce(String headers) throws Exception {
        long began = System.nanoTime();
        var answer = client.send(stranger(headers)).answer();
        assertEquals(401, answer.status());
        assertEquals("close", answer.header("Connection"));
        assertTrue(System.nanoTime() - began < 1_500_000_000, "waited");
    }

    /**
     * The first request of a device comes without a login, often with a body; the second one on the same connection.
     */
    @Test
    void aSmallBodyBeforeALoginDoesNotCostTheConnection() throws Exception {
        client.send(stranger("Content-Length: 5000")).send(new byte[5000]);
        assertEquals(401, client.answer().status());
        assertEquals(200, client.post("Sync", document(10), WBXML).answer().status());
    }

    @Test
    void aBodyThatDoesNotComeIsCutOff() throws Exception {
        restart(patience(150));
        client.send(RawClient.head("Sync", WBXML, "Content-Length: 100") + "\r\nabc");
        assertEquals(408, client.answer().status());
        assertTrue(client.isClosedByServer());
        assertNull(called.get());
    }

    @Test
    void headersThatDoNotComeAreCutOff() throws Exception {
        restart(limits(Duration.ofMillis(150), Duration.ofSeconds(20)));
        client.send("POST /Microsoft-Server-ActiveSync?Cmd=Sync HTTP/1.1\r\nHost: x\r\nX: ");
        assertTrue(client.isClosedByServer());
    }

    @Test
    void aConnectionOnWhichNothingComesIsClosed() throws Exception {
        restart(limits(Duration.ofMillis(150), Duration.ofSeconds(20)));
        assertTrue(client.isClosedByServer());
    }

    /** More than 32 KiB: Undertow itself says 400, or cuts. */
    @Test
    void headersAreBounded() throws Exception {
        client.send("POST /Microsoft-Server-ActiveSync HTTP/1.1\r\n" + RawClient.LOGIN + "\r\n");
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 10_000; i++) client.send("X" + i % 50 + ": " + "x".repeat(1000) + "\r\n");
        });
        assertNull(called.get());
    }

    /** Undertow reads on in what is no chunk, so it is the time that ends it. */
    @Test
    void aBrokenChunkIsABadRequest() throws Exception {
        restart(patience(150));
        client.send(RawClient.head("Sync", WBXML, "Transfer-Encoding: chunked") + "\r\nnot a number\r\n");
        assertEquals(4, client.answer().status() / 100);
        assertTrue(client.isClosedByServer());
        assertNull(called.get());
    }

    /** Law 8, and A10: garbage is a 400 or a command's own answer, never a 500, and never the end of the server. */
    @Test
    void garbageIsNeverAFaultOfOurs() throws Exception {
        byte[] good = document(40);
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] octets = Arrays.copyOf(good, random.nextInt(good.length) + 1);
            for (int i = 0; i < octets.length; i++) if (random.nextInt(8) == 0) octets[i] = (byte) random.nextInt(256);
            int status = client.post("Sync", octets, WBXML).answer().status();
            assertTrue(status == 200 || status == 400, "status " + status);
        }
        assertTrue(server.events.stream().noneMatch(Event.Failed.class::isInstance));
    }

    private static HttpLimits patience(int millis) {
        return limits(Duration.ofSeconds(30), Duration.ofMillis(millis));
    }

    private static HttpLimits limits(Duration headers, Duration patience) {
        return new HttpLimits(100_000, 300_000, 50, 100, headers, headers, patience);
    }

    private static String stranger(String headers) {
        return "POST /Microsoft-Server-ActiveSync?Cmd=Sync&User=jo&DeviceId=d&DeviceType=T HTTP/1.1\r\nHost: x\r\n"
                + WRONG_LOGIN + "\r\n" + headers + "\r\n\r\n";
    }
}
