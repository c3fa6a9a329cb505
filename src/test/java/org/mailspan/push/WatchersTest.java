package org.mailspan.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.support.Eventually;

class WatchersTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Mailbox mailbox = new Mailbox();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private MemoryBackend backend() {
        return new MemoryBackend("anna@example.org", mailbox, MemoryBackend.Tells.INCREMENTAL, Faults.NONE);
    }

    /** As of a login with the password of before. */
    private MemoryBackend closed() {
        try (MemoryBackend old = backend()) {
            return old;
        }
    }

    private void arrive() {
        mailbox.append("INBOX", new byte[0], Set.of(), Instant.now());
    }

    @Test
    void oneWatchServesAllDevicesAndEndsAfterTheLast() throws Exception {
        try (var watchers = new Watchers(new ChangeHub(), timer, Duration.ofMillis(1));
                MemoryBackend backend = backend()) {
            try (var one = watchers.waitFor(backend, Set.of("INBOX"));
                    var two = watchers.waitFor(backend, Set.of("INBOX"))) {
                assertEquals(1, watchers.running());
                arrive();
                for (var waiting : new Watchers.Waiting[] {one, two})
                    assertEquals(
                            Set.of("INBOX"),
                            waiting.subscription()
                                    .await(Duration.ofMinutes(1), new Held())
                                    .folders());
            }
            Eventually.that("the watch ends", () -> watchers.running() == 0);
        }
    }

    @Test
    void aWatchLingersForTheNextRequest() {
        try (var watchers = new Watchers(new ChangeHub(), timer, Duration.ofHours(1));
                MemoryBackend backend = backend()) {
            watchers.waitFor(backend, Set.of("INBOX")).close();
            assertEquals(1, watchers.running());
        }
    }

    @Test
    void anAccountThatNobodyWaitsForIsForgotten() throws Exception {
        try (var watchers = new Watchers(new ChangeHub(), timer, Duration.ofMillis(1));
                MemoryBackend backend = backend()) {
            for (int round = 0; round < 100; round++) {
                try (var waiting = watchers.waitFor(backend, Set.of("INBOX"))) {
                    arrive();
                    var woken = waiting.subscription().await(Duration.ofMinutes(1), new Held());
                    assertEquals(Set.of("INBOX"), woken.folders(), "watched again, whoever was first");
                }
            }
            Eventually.that("the account is forgotten", () -> watchers.known() == 0);
            assertEquals(0, watchers.running());
        }
    }

    @Test
    void oneWhoLeavesAfterTheTimerStoppedEndsTheWatch() {
        try (var watchers = new Watchers(new ChangeHub(), timer, Duration.ofHours(1));
                MemoryBackend backend = backend()) {
            var waiting = watchers.waitFor(backend, Set.of("INBOX"));
            timer.shutdownNow();
            waiting.close();
            assertEquals(0, watchers.running());
        }
    }

    @Test
    void theWatchMovesToTheBackendOfANewLogin() throws Exception {
        try (var watchers = new Watchers(new ChangeHub(), timer, Duration.ofHours(1));
                MemoryBackend next = backend();
                var early = watchers.waitFor(closed(), Set.of("INBOX"));
                var late = watchers.waitFor(next, Set.of("INBOX"))) {
            arrive();
            for (var waiting : new Watchers.Waiting[] {early, late})
                assertEquals(
                        Set.of("INBOX"),
                        waiting.subscription()
                                .await(Duration.ofMinutes(1), new Held())
                                .folders());
            assertEquals(1, watchers.running());
        }
    }
}
