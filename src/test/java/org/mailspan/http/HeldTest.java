package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.command.Vigil;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.push.Held;
import org.mailspan.support.TestCertificate;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.WbxmlWriter;

/** Requests that wait: for their time, for a newer one, for their client to hang up, for the end of the server. */
final class HeldTest {
    private static final String WBXML = "Content-Type: application/vnd.ms-sync.wbxml";
    private static final byte[] BODY =
            WbxmlWriter.bytes(Element.of(Ping.Ping, Element.of(Ping.HeartbeatInterval, 600)));

    private final BlockingQueue<Held> waiting = new LinkedBlockingQueue<>();
    private final List<RawClient> clients = new ArrayList<>();
    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private Looking looking = new Looking(0, Reply.Empty::new);

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() throws IOException {
        server = new Plan()
                .waiting("Ping", 18, this::hold)
                .waiting("Sync", 0, call -> looking)
                .command("Settings", 17, call -> new Reply.Document(Element.of(Ping.Status, call.deviceId())))
                .command("SendMail", 1, call -> {
                    working.countDown();
                    release.await();
                    return new Reply.Empty();
                })
                .tls(ServerUnderTest.files(directory, TestCertificate.shared()))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        for (RawClient client : clients) client.close();
        server.close();
    }

    /** Waits until it is ended and answers why. */
    private Vigil hold(Call call) {
        return new UntilEnded(
                call.held(),
                end -> new Reply.Document(Element.of(Ping.Status, end.name())),
                () -> waiting.add(call.held()),
                () -> {});
    }

    /** Looks in vain at first, and is woken at once each time. */
    private static final class Looking implements Vigil {
        final List<Thread> looks = new CopyOnWriteArrayList<>();
        final List<Thread> waits = new CopyOnWriteArrayList<>();
        final List<Long> depths = new CopyOnWriteArrayList<>();
        final CountDownLatch closed = new CountDownLatch(1);
        private final int inVain;
        private final Callable<Reply> then;

        Looking(int inVain, Callable<Reply> then) {
            this.inVain = inVain;
            this.then = then;
        }

        @Override
        public Optional<Reply> look() throws Exception {
            looks.add(Thread.currentThread());
            return looks.size() > inVain ? Optional.of(then.call()) : Optional.empty();
        }

        @Override
        public void await() {
            waits.add(Thread.currentThread());
            depths.add(StackWalker.getInstance().walk(Stream::count));
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private RawClient client(boolean tls) throws Exception {
        RawClient client = tls ? server.secureClient() : server.client();
        clients.add(client);
        return client;
    }

    private Held held() throws InterruptedException {
        Held held = waiting.poll(10, TimeUnit.SECONDS);
        if (held == null) throw new AssertionError("no request is held");
        return held;
    }

    private static Held.End endOf(Held held) throws InterruptedException {
        return ServerUnderTest.await("it was not ended", held::ended);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatHangsUpFreesItsRequest(boolean tls) throws Exception {
        RawClient client = client(tls).post("Ping", BODY, WBXML);
        Held held = held();
        assertEquals(Optional.empty(), held.ended());
        assertEquals(1, server.held.count());
        client.close();
        assertEquals(Held.End.HUNG_UP, endOf(held));
        assertEquals(499, server.await(Event.RequestServed.class).status());
        assertEquals(0, server.held.count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatIsResetFreesItsRequest(boolean tls) throws Exception {
        RawClient client = client(tls).post("Ping", BODY, WBXML);
        Held held = held();
        client.reset();
        assertEquals(Held.End.HUNG_UP, endOf(held));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeldRequestIsAnsweredAndItsConnectionServesOn(boolean tls) throws Exception {
        RawClient client = client(tls);
        for (int round = 0; round < 5; round++) {
            client.post("Ping", BODY, WBXML);
            held().end(Held.End.SUPERSEDED);
            assertTrue(client.answer().text().contains("SUPERSEDED"));
            assertTrue(client.post("Settings", new byte[0]).answer().text().contains("dev1"));
        }
    }

    /** With a body that comes in pieces, which ends in another conduit of Undertow's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeldRequestWithAChunkedBodyIsWatchedToo(boolean tls) throws Exception {
        RawClient client = client(tls)
                .send(RawClient.head("Ping", WBXML, "Transfer-Encoding: chunked") + "\r\n")
                .send(Integer.toHexString(BODY.length) + "\r\n")
                .send(BODY)
                .send("\r\n0\r\n\r\n");
        Held held = held();
        client.close();
        assertEquals(Held.End.HUNG_UP, endOf(held));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatIsSentBehindAHeldOneIsServedAfterIt(boolean tls) throws Exception {
        RawClient client = client(tls).post("Ping", BODY, WBXML);
        Held held = held();
        client.post("Settings", BODY, WBXML).post("Settings", BODY, WBXML);
        assertThrows(IOException.class, () -> client.timeout(100).answer(), "answered out of turn");
        assertEquals(Optional.empty(), held.ended());
        held.end(Held.End.SUPERSEDED);
        client.timeout(10_000);
        assertTrue(client.answer().text().contains("SUPERSEDED"));
        assertTrue(client.answer().text().contains("dev1"));
        assertTrue(client.answer().text().contains("dev1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestsThatComeInOnePieceAreServedInTurn(boolean tls) throws Exception {
        String one = RawClient.head("Ping", WBXML, "Content-Length: 0") + "\r\n";
        String two = RawClient.head("Settings", "Content-Length: 0") + "\r\n";
        RawClient client = client(tls).send(one + two + two);
        held().end(Held.End.SUPERSEDED);
        assertTrue(client.answer().text().contains("SUPERSEDED"));
        assertTrue(client.answer().text().contains("dev1"));
        assertTrue(client.answer().text().contains("dev1"));
    }

    /** What Undertow already holds of the next request must not be overtaken by what comes later. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestsThatComeInTwoPiecesAreServedInTurn(boolean tls) throws Exception {
        String ping = RawClient.head("Ping", WBXML, "Content-Length: 0") + "\r\n";
        String two = RawClient.head("Settings&DeviceId=two", "Content-Length: 0") + "\r\n";
        RawClient client = client(tls).send(ping + two.substring(0, 50));
        Held held = held();
        client.send(two.substring(50)).post("Settings&DeviceId=three", new byte[0]);
        assertThrows(IOException.class, () -> client.timeout(100).answer(), "answered out of turn");
        held.end(Held.End.SUPERSEDED);
        client.timeout(10_000);
        assertTrue(client.answer().text().contains("SUPERSEDED"));
        assertTrue(client.answer().text().contains("two"));
        assertTrue(client.answer().text().contains("three"));
    }

    @Test
    void aNewerRequestOfTheSameDeviceEndsTheOlder() throws Exception {
        RawClient first = client(false).post("Ping", BODY, WBXML);
        Held older = held();
        client(true).post("Ping", BODY, WBXML);
        Held newer = held();
        assertEquals(Held.End.SUPERSEDED, endOf(older));
        assertTrue(first.answer().text().contains("SUPERSEDED"));
        assertEquals(Optional.empty(), newer.ended());
        assertEquals(1, server.held.count());
    }

    @Test
    void anotherDeviceIsLeftAlone() throws Exception {
        client(false).post("Ping", BODY, WBXML);
        Held one = held();
        client(false).post("Ping&DeviceId=other", BODY, WBXML);
        held();
        assertEquals(Optional.empty(), one.ended());
        assertEquals(2, server.held.count());
    }

    @Test
    void whatOnlyWorksIsNotEntered() throws Exception {
        client(false).post("SendMail", new byte[0]);
        assertTrue(working.await(10, TimeUnit.SECONDS));
        assertEquals(0, server.held.count());
    }

    @Test
    void whoIsWokenInVainWaitsOn() throws Exception {
        looking = new Looking(3, () -> new Reply.Document(Element.of(Ping.Status, "told")));
        assertTrue(client(false).post("Sync", BODY, WBXML).answer().text().contains("told"));
        assertEquals(4, looking.looks.size());
        assertTrue(looking.closed.await(10, TimeUnit.SECONDS));
        assertEquals(0, server.held.count());
    }

    /** What a look left on the stack would be kept for as long as the wait is. */
    @Test
    void eachWaitBeginsOnANewThreadAndIsNotDeep() throws Exception {
        looking = new Looking(3, Reply.Empty::new);
        assertEquals(200, client(false).post("Sync", BODY, WBXML).answer().status());
        assertEquals(4, Set.copyOf(looking.looks).size());
        assertEquals(looking.waits, looking.looks.subList(1, 4));
        for (long depth : looking.depths) assertTrue(depth < 10, looking.depths::toString);
    }

    @Test
    void whatFailsAfterAWaitIsAnsweredAndGivesAllBack() throws Exception {
        looking = new Looking(1, () -> {
            throw new IllegalStateException("broken");
        });
        RawClient client = client(false);
        assertEquals(503, client.post("Sync", BODY, WBXML).answer().status());
        assertTrue(looking.closed.await(10, TimeUnit.SECONDS));
        assertEquals(0, server.held.count());
        assertTrue(client.post("Settings", new byte[0]).answer().text().contains("dev1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStopAnswersWhatIsHeld(boolean tls) throws Exception {
        RawClient client = client(tls).post("Ping", BODY, WBXML);
        held();
        long began = System.nanoTime();
        assertTrue(server.server.stop(Duration.ofSeconds(10)));
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 3, "it waited for its patience");
        var answer = client.answer();
        assertEquals(200, answer.status());
        assertTrue(answer.text().contains("STOPPING"));
        assertEquals("close", answer.header("Connection"));
        assertTrue(client.isClosedByServer());
    }

    @Test
    void aStopWaitsForWorkAndTakesNoMore() throws Exception {
        RawClient busy = client(false).post("SendMail", new byte[0]);
        assertTrue(working.await(10, TimeUnit.SECONDS));
        var stopped = CompletableFuture.supplyAsync(() -> server.server.stop(Duration.ofSeconds(10)));
        var late = ServerUnderTest.await("still served", this::refused);
        assertFalse(late.header("Retry-After").isEmpty());
        assertEquals("close", late.header("Connection"));
        assertFalse(stopped.isDone());
        release.countDown();
        assertEquals(200, busy.answer().status());
        assertTrue(stopped.get(10, TimeUnit.SECONDS));
    }

    /** Each time over a connection of its own: one that is answered when the stop begins is closed. */
    private Optional<RawClient.Answer> refused() {
        try (RawClient client = server.client()) {
            var answer = client.post("Settings", new byte[0]).answer();
            return answer.status() == 503 ? Optional.of(answer) : Optional.empty();
        } catch (IOException closed) {
            throw new AssertionError(closed);
        }
    }

    @Test
    void aStopDoesNotWaitForEver() throws Exception {
        client(false).post("SendMail", new byte[0]);
        assertTrue(working.await(10, TimeUnit.SECONDS));
        assertFalse(server.server.stop(Duration.ofMillis(100)));
    }
}
