package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailspan.backend.BackendException;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.command.Vigil;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.push.Held;
import org.mailspan.support.Allocated;
import org.mailspan.support.NoBackend;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.WbxmlWriter;

/** Somebody takes all that can be had: places, connections, memory. What is left must do for everybody else. */
@Timeout(60)
final class FloodTest {
    private static final String WBXML = "Content-Type: application/vnd.ms-sync.wbxml";
    private static final int BODY = 1 << 20;
    private static final HttpLimits LIMITS = new HttpLimits(
            BODY, 3 * BODY / 2, 160, 400, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));

    private final AtomicInteger holding = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch hostAnswers = new CountDownLatch(1);
    private final List<RawClient> clients = new ArrayList<>();
    private @Nullable ServerUnderTest server;

    private void start() throws IOException {
        server = new Plan()
                .limits(LIMITS)
                .command("Sync", 0, this::answer)
                .waiting("Ping", 18, this::hold)
                .connector(credentials -> {
                    if (credentials.password().equals("slow")) await(hostAnswers);
                    if (credentials.password().equals("secret")) return NoBackend.of(credentials.user());
                    throw new BackendException(BackendException.Kind.LOGIN, "wrong password");
                })
                .start();
    }

    private Reply answer(Call call) {
        served.incrementAndGet();
        return new Reply.Empty();
    }

    private Vigil hold(Call call) {
        holding.incrementAndGet();
        Thread.startVirtualThread(() -> {
            await(over);
            call.held().end(Held.End.STOPPING);
        });
        return new UntilEnded(call.held(), end -> new Reply.Empty(), () -> {}, holding::decrementAndGet);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        hostAnswers.countDown();
        for (RawClient client : clients) client.close();
        if (server != null) server.close();
    }

    private RawClient client() throws IOException {
        RawClient client = Objects.requireNonNull(server).client();
        clients.add(client);
        return client;
    }

    private static String request(String command, String user, String password, String device, String... headers) {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "POST /Microsoft-Server-ActiveSync?Cmd=" + command + "&User=u&DeviceType=T&DeviceId=" + device
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + login
                + "\r\nMS-ASProtocolVersion: 14.1\r\n" + more;
    }

    private int status(String user, String device, String... headers) throws IOException {
        return client().send(request("Sync", user, "secret", device, headers) + "Content-Length: 0\r\n\r\n")
                .answer()
                .status();
    }

    private static void awaitStatus(String otherwise, int wanted, Callable<Integer> request) throws Exception {
        ServerUnderTest.await(otherwise, () -> {
            try {
                return Optional.of(request.call()).filter(status -> status == wanted);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private RawClient ping(String user, String device) throws IOException {
        return client().send(request("Ping", user, "secret", device) + "Content-Length: 0\r\n\r\n");
    }

    private void awaitHolding(int count) throws InterruptedException {
        ServerUnderTest.await(
                "not " + count + " but " + holding.get(),
                () -> holding.get() == count ? Optional.of(true) : Optional.empty());
    }

    @Test
    void oneUserUnderAThousandDeviceIdsTakesNobodysPlace() throws Exception {
        start();
        var pings = new ArrayList<RawClient>();
        for (int i = 0; i < LIMITS.ofAccount(); i++) pings.add(ping("mallory", "d" + i));
        awaitHolding(LIMITS.ofAccount());
        for (int i = 0; i < 20; i++) {
            RawClient.Answer refused = ping("mallory", "e" + i).answer();
            assertEquals(503, refused.status());
            assertEquals("60", refused.header("Retry-After"));
        }
        assertEquals(200, status("alice", "phone"), "another user's request");
        assertEquals(LIMITS.ofAccount(), holding.get());
        pings.getFirst().close();
        awaitHolding(LIMITS.ofAccount() - 1);
        awaitStatus("the place is not given back", 200, () -> status("mallory", "phone"));
    }

    @Test
    void oneDeviceTakesNoOtherDevicesPlace() throws Exception {
        start();
        String endless = request("Sync", "alice", "secret", "broken", WBXML) + "Content-Length: 100\r\n\r\n";
        for (int i = 0; i < LIMITS.ofDevice(); i++) client().send(endless);
        RawClient.Answer refused = ServerUnderTest.await("the device has no limit", () -> {
            try {
                // one of them may have found the place taken by the request below
                client().send(endless);
                RawClient.Answer answer = client().send(
                                request("Sync", "alice", "secret", "broken") + "Content-Length: 0\r\n\r\n")
                        .answer();
                return Optional.of(answer).filter(one -> one.status() == 503);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals("60", refused.header("Retry-After"));
        assertEquals(200, status("alice", "other"));
    }

    /** As many as there are places, from addresses that could be anybody's, while the mail host takes its time. */
    @Test
    void whoIsNotLoggedInTakesOnlyWhatIsForStrangers() throws Exception {
        start();
        assertEquals(200, status("alice", "phone"));
        for (int i = 0; i < LIMITS.requests(); i++) client().send(slow(i));
        awaitStatus("strangers have more than their places", 503, () -> {
            // one of them may have found the place taken by the question below
            client().send(slow(LIMITS.requests()));
            return status("alice", "early");
        });
        hostAnswers.countDown();
        awaitStatus("the places are not given back", 200, () -> status("alice", "phone"));
        ping("alice", "phone");
        awaitHolding(1);
    }

    private static String slow(int number) {
        return request("Sync", "u" + number, "slow", "d", "X-Forwarded-For: 198.51.100." + number)
                + "Content-Length: 0\r\n\r\n";
    }

    @Test
    void oneAddressTakesNoPlaceOfOthers() throws Exception {
        start();
        String slow =
                request("Sync", "mallory", "slow", "d", "X-Forwarded-For: 198.51.100.7") + "Content-Length: 0\r\n\r\n";
        for (int i = 0; i < LIMITS.ofNetwork(); i++) client().send(slow);
        awaitStatus("the address has no limit", 503, () -> {
            // one of them may have found the place taken by the question below
            client().send(slow);
            return status("alice", "phone", "X-Forwarded-For: 198.51.100.7");
        });
        assertEquals(200, status("alice", "phone", "X-Forwarded-For: 198.51.100.8"));
    }

    /** Held Pings of many accounts behind one address are no flood: a company, a carrier. */
    @Test
    void whoIsLoggedInDoesNotCountForTheAddress() throws Exception {
        start();
        int many = 3 * LIMITS.ofNetwork();
        for (int i = 0; i < many; i++) {
            client().send(request("Ping", "user" + i, "secret", "d", "X-Forwarded-For: 198.51.100.7")
                    + "Content-Length: 0\r\n\r\n");
            awaitHolding(i + 1);
        }
        assertEquals(200, status("alice", "phone", "X-Forwarded-For: 198.51.100.7"));
    }

    @Test
    void oneAddressTakesNotAllConnections() throws Exception {
        Optional<InetAddress> own = ownAddress();
        if (own.isEmpty()) return;
        server = new Plan()
                .limits(LIMITS)
                .settings(new HttpServer.Settings(Optional.of(new InetSocketAddress(own.get(), 0)), Optional.empty()))
                .command("Sync", 0, this::answer)
                .start();
        InetSocketAddress address = server.server.plainAddress().orElseThrow();
        var idle = new ArrayList<Socket>();
        for (int i = 0; i < LIMITS.connectionsOfNetwork() + 10; i++)
            idle.add(new Socket(address.getAddress(), address.getPort()));
        ServerUnderTest.await(
                "all connections are taken", () -> Optional.of(ended(idle)).filter(ended -> ended == 10));
        for (Socket socket : idle) socket.close();
        int status = ServerUnderTest.await("the connections are not given back", () -> {
            try {
                return Optional.of(status("alice", "phone"));
            } catch (IOException refused) {
                return Optional.empty();
            }
        });
        assertEquals(200, status);
    }

    private static long ended(List<Socket> sockets) {
        return sockets.stream().filter(FloodTest::isEnded).count();
    }

    private static boolean isEnded(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Loopback is not counted, since proxies live there. */
    private static Optional<InetAddress> ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
    }

    @Test
    void largeBodiesOfOneUserLeaveMemoryForOthers() throws Exception {
        start();
        byte[] nearly = new byte[BODY - 1000];
        for (int i = 0; i < 3; i++) {
            RawClient slow = client();
            slow.send(request("Sync", "mallory", "secret", "d" + i, WBXML) + "Content-Length: " + BODY + "\r\n\r\n");
            slow.send(Arrays.copyOf(nearly, 100_000));
        }
        byte[] document = document(200_000);
        awaitStatus("mallory has no limit", 503, () -> post("mallory", "d9", document));
        assertEquals(200, post("alice", "phone", document), "another user's large body");
        assertEquals(200, post("mallory", "d9", document(1000)), "and her own small one");
    }

    private int post(String user, String device, byte[] body) throws IOException {
        return client().send(
                        request("Sync", user, "secret", device, WBXML) + "Content-Length: " + body.length + "\r\n\r\n")
                .send(body)
                .answer()
                .status();
    }

    private static byte[] document(int size) {
        return WbxmlWriter.bytes(Element.of(ComposeMail.SendMail, Element.of(ComposeMail.Mime, new byte[size])));
    }

    /** Neither what it announces nor what it sends is kept, and it is told before it has sent it. */
    @Test
    void aGigabyteIsRefusedWithoutBeingTakenIn() throws Exception {
        start();
        RawClient announced = client();
        announced.send(request("Sync", "alice", "secret", "d", WBXML) + "Content-Length: 1073741824\r\n\r\n");
        assertEquals(413, announced.answer().status());
        RawClient chunked = client();
        chunked.send(request("Sync", "alice", "secret", "d", WBXML) + "Transfer-Encoding: chunked\r\n\r\n");
        byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        try {
            for (; sent < 16 * 1024; sent++) chunked.send(chunk);
        } catch (IOException refused) {
            // the server does not read on
        }
        assertTrue(sent < 4 * 1024, "taken in: " + sent / 16 + " MB");
        assertEquals(0, served.get());
        assertEquals(200, status("alice", "d"));
    }

    @Test
    void gzipBombsEndAtTheLimit() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 512; i++) out.write(zeros);
        }
        var memory = new BodyMemory(BODY, 2 * BODY, 2 * BODY);
        var allocated = new Allocated();
        Refusal refused = allocated.by(() -> {
            try (var into = memory.buffer("mallory", 0)) {
                Gunzip.into(packed.toByteArray(), into);
                throw new AssertionError("unpacked");
            } catch (Refusal refusal) {
                return refusal;
            }
        });
        assertEquals(413, refused.answer().status());
        assertTrue(allocated.octets() < 4 * BODY, "allocated " + allocated.octets());
    }

    /** Java's stream goes one call deeper for each. */
    @Test
    void aMillionEmptyMembersAreABadRequest() throws Exception {
        start();
        var empty = new ByteArrayOutputStream();
        new GZIPOutputStream(empty).close();
        var flood = new ByteArrayOutputStream();
        for (int i = 0; i < 50_000; i++) flood.writeBytes(empty.toByteArray());
        byte[] body = flood.toByteArray();
        RawClient client = client();
        client.send(request("Sync", "alice", "secret", "d", WBXML, "Content-Encoding: gzip") + "Content-Length: "
                        + body.length + "\r\n\r\n")
                .send(body);
        assertEquals(400, client.answer().status());
        assertFalse(server.events.stream().anyMatch(Event.Failed.class::isInstance));
    }

    @Test
    void pipelinedRequestsAreServedOneAfterTheOther() throws Exception {
        start();
        var all = new StringBuilder();
        all.append(request("Ping", "alice", "secret", "d")).append("Content-Length: 0\r\n\r\n");
        for (int i = 0; i < 500; i++)
            all.append(request("Sync", "alice", "secret", "d")).append("Content-Length: 0\r\n\r\n");
        RawClient client = client().send(all.toString());
        awaitHolding(1);
        assertEquals(0, served.get(), "the first is not answered yet");
        over.countDown();
        for (int i = 0; i <= 500; i++) assertEquals(200, client.answer().status());
        assertEquals(500, served.get());
    }

    @Test
    void requestLinesAndHeadersHaveLimits() throws Exception {
        start();
        String login = request("Sync", "alice", "secret", "d");
        for (String head : List.of(
                "POST /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /Microsoft-Server-ActiveSync?" + "a=b&".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                login + "X: y\r\n".repeat(1_000) + "\r\n",
                login + "X: " + "y".repeat(40_000) + "\r\n\r\n")) {
            try {
                assertNotEquals(
                        200, client().send(head).answer().status(), head.substring(0, 40) + head.substring(200, 240));
            } catch (IOException cut) {
                // Undertow itself cuts
            }
        }
        assertEquals(0, served.get());
        assertEquals(200, status("alice", "d"));
    }
}
