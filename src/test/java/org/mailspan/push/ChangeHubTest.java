package org.mailspan.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Signal;

class ChangeHubTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ChangeHub hub = new ChangeHub();
    private final Held held = new Held();

    @Test
    void anArrivalWakesAtOnceWhoWaitsForThatFolder() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX"));
                var other = hub.subscribe("anna", Set.of("Other"));
                var stranger = hub.subscribe("bert", Set.of("INBOX"))) {
            Thread.ofVirtual().start(() -> hub.signal("anna", new Signal.Arrived("INBOX")));
            assertEquals(Set.of("INBOX"), inbox.await(LONG, held).folders());
            assertEquals(Set.of(), other.await(SHORT, held).folders());
            assertEquals(Set.of(), stranger.await(SHORT, held).folders());
        }
    }

    @Test
    void aSignalBeforeTheWaitIsNotMissed() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX"))) {
            hub.signal("anna", new Signal.Arrived("INBOX"));
            assertEquals(Set.of("INBOX"), inbox.await(LONG, held).folders());
            assertEquals(Set.of(), inbox.await(SHORT, held).folders(), "told once");
        }
    }

    @Test
    void otherChangesAreGatheredUntilAnArrivalComes() throws Exception {
        try (var two = hub.subscribe("anna", Set.of("INBOX", "Other")).gathering(Duration.ofHours(1))) {
            hub.signal("anna", new Signal.Changed("Other"));
            assertEquals(Set.of(), two.await(SHORT, held).folders());
            hub.signal("anna", new Signal.Arrived("INBOX"));
            assertEquals(Set.of("INBOX", "Other"), two.await(LONG, held).folders());
        }
    }

    @Test
    void aChangeIsGatheredThoughItCameBeforeItWasSaidForHowLong() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX"))) {
            hub.signal("anna", new Signal.Changed("INBOX"));
            assertEquals(
                    Set.of(),
                    inbox.gathering(Duration.ofHours(1)).await(SHORT, held).folders());
            assertEquals(
                    Set.of("INBOX"),
                    inbox.gathering(Duration.ZERO).await(LONG, held).folders());
        }
    }

    @Test
    void theFirstOfManyChangesSaysWhenItsTimeIsUp() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX")).gathering(Duration.ofMillis(200))) {
            hub.signal("anna", new Signal.Changed("INBOX"));
            long began = System.nanoTime();
            Set<String> woken = Set.of();
            while (woken.isEmpty()) {
                hub.signal("anna", new Signal.Changed("INBOX"));
                woken = inbox.await(SHORT, held).folders();
                assertTrue(System.nanoTime() - began < LONG.toNanos(), "put off for ever");
            }
        }
    }

    @Test
    void gatheredChangesWakeWhenTheirTimeIsUp() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX")).gathering(SHORT)) {
            hub.signal("anna", new Signal.Changed("INBOX"));
            assertEquals(Set.of("INBOX"), inbox.await(LONG, held).folders());
        }
    }

    @Test
    void doubtWakesForEveryFolder() throws Exception {
        try (var two = hub.subscribe("anna", Set.of("INBOX", "Other"))) {
            hub.signal("anna", new Signal.Unsure());
            assertEquals(Set.of("INBOX", "Other"), two.await(LONG, held).folders());
        }
    }

    @Test
    void newFoldersWakeWithoutAFolder() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX"))) {
            hub.signal("anna", new Signal.HierarchyChanged());
            var woken = inbox.await(LONG, held);
            assertTrue(woken.hierarchyChanged());
            assertEquals(Set.of(), woken.folders());
        }
    }

    @Test
    void anEndedRequestStopsWaiting() throws Exception {
        try (var inbox = hub.subscribe("anna", Set.of("INBOX"))) {
            Thread.ofVirtual().start(() -> held.end(Held.End.HUNG_UP));
            assertEquals(Set.of(), inbox.await(LONG, held).folders());
        }
    }

    @Test
    void interestIsThatOfAllWhoWait() {
        try (var _ = hub.subscribe("anna", Set.of("INBOX"))) {
            try (var _ = hub.subscribe("anna", Set.of("Other"))) {
                assertEquals(Set.of("INBOX", "Other"), hub.interest("anna"));
            }
            assertEquals(Set.of("INBOX"), hub.interest("anna"));
        }
        assertEquals(Set.of(), hub.interest("anna"));
    }
}
