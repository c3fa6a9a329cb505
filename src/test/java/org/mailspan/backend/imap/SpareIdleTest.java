package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Events;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.ImapWitness;

/** A Dovecot without NOTIFY, and rounds so seldom that only IDLE can tell of anything. */
final class SpareIdleTest {
    private static final Duration NEVER = Duration.ofMinutes(9);
    private static final byte[] LETTER = "Subject: x\r\n\r\nx\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final DovecotHost host = DovecotHost.shared(DovecotHost.Settings.CONDSTORE);
    private final String user = host.newUser();
    private final Pace pace =
            new Pace(Duration.ofSeconds(10), NEVER, NEVER, Duration.ofSeconds(10), NEVER, Duration.ofSeconds(1), NEVER);
    private final ImapLogin login = new ImapLogin(
            ImapSettings.of(host.host(), host.imapPort(), Security.NONE).withPace(pace),
            new Credentials(user, host.password()));
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    private ImapWatch watch(ImapConnections connections) {
        var settings =
                ImapSettings.of(host.host(), host.imapPort(), Security.NONE).withPace(pace);
        return new ImapWatch(login, connections, settings, user, signals::add, new Events());
    }

    /** Tells once at the round that comes first, and once when the IDLE has begun. */
    private void awaitIdle(String folder) throws InterruptedException {
        for (int i = 0; i < 2; i++) awaitSignal(folder);
    }

    private void awaitSignal(String folder) throws InterruptedException {
        Signal signal;
        do {
            signal = signals.poll(15, TimeUnit.SECONDS);
            assertNotNull(signal, "no signal of " + folder);
        } while (!signal.equals(new Signal.Arrived(folder)));
    }

    @Test
    void anArrivalInAFolderOfInterestIsToldAtOnceAlsoWhenItIsTheInboxsTurn() throws Exception {
        try (ImapWitness witness = host.witness(user);
                var connections = new ImapConnections(login, pace, 2, login.connect());
                var watch = watch(connections)) {
            witness.create("Lists");
            watch.interest(Set.of("INBOX", "Lists"));
            watch.start();
            awaitIdle("Lists");
            for (int i = 0; i < 3; i++) {
                witness.append("Lists", LETTER);
                awaitSignal("Lists");
                witness.append("INBOX", LETTER);
                awaitSignal("INBOX");
            }
        }
    }

    @Test
    void workThatNeedsBothConnectionsHasThemAtOnce() throws Exception {
        try (ImapWitness witness = host.witness(user);
                var connections = new ImapConnections(login, pace, 2, login.connect());
                var watch = watch(connections);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            witness.create("Lists");
            watch.interest(Set.of("Lists"));
            watch.start();
            awaitIdle("Lists");
            var both = new CountDownLatch(2);
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 0; i < 2; i++)
                done.add(threads.submit(() -> connections.repeatable("", connection -> {
                    connection.run("NOOP", row -> {});
                    both.countDown();
                    return metWithin(both);
                })));
            long began = System.nanoTime();
            for (Future<Boolean> one : done) assertTrue(one.get(15, TimeUnit.SECONDS));
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            assertTrue(millis < 2_000, "took " + millis + " ms");
            // and a folder that lost its IDLE so is looked at at once
            witness.append("Lists", LETTER);
            watch.interest(Set.of("Lists", "INBOX", "Trash"));
            awaitSignal("Lists");
        }
    }

    private static boolean metWithin(CountDownLatch both) {
        try {
            return both.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void theLiveliestFolderHasTheConnection() throws Exception {
        try (ImapWitness witness = host.witness(user);
                var connections = new ImapConnections(login, pace, 2, login.connect());
                var watch = watch(connections)) {
            for (String folder : List.of("A", "B")) witness.create(folder);
            watch.interest(Set.of("A", "B"));
            watch.start();
            // the round told of both together that it is not sure
            awaitSignal("A");
            witness.append("B", LETTER);
            // a look, as it comes with each round or new interest, sees the arrival in B
            watch.interest(Set.of("A", "B", "INBOX"));
            awaitIdle("B");
            for (int i = 0; i < 2; i++) {
                signals.clear();
                witness.append("B", LETTER);
                awaitSignal("B");
            }
        }
    }
}
