package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailspan.protocol.Version;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Owed;
import org.mailspan.store.Place;
import org.mailspan.store.StateRow;
import org.mailspan.sync.Window.Plan;
import org.mailspan.sync.Window.Step;

/** What is planned ahead is given to the request that continues, and to no other. */
class ForesightTest {
    private static final long INBOX = 5;
    private static final byte[] OPTIONS = {};

    private final Foresight foresight = new Foresight();

    private static StateRow state(String device, long cursor) {
        var session = new Session(new NumberHost(NumberHost.Telling.FULL, "INBOX"), device, Version.V16_1);
        StateRow initial = States.initial(session, INBOX, "1", 0, OPTIONS);
        return States.cursor(initial, new Place(cursor, 0));
    }

    private static Plan plan(StateRow from, long... dates) {
        List<Step> steps = LongStream.of(dates)
                .mapToObj(date -> {
                    var row = new ItemRow(INBOX, date, "1." + date, "", date, 1, 1, false);
                    return new Step(new Change.Reached(row), States.cursor(from, row.place()));
                })
                .toList();
        return new Plan(steps, true, steps.isEmpty() ? from : steps.getLast().after(), 7);
    }

    private static StateRow at(StateRow state, String key) {
        return States.key(state, key);
    }

    @Test
    void theNextRequestOfTheDeviceGetsItOnceWhateverItsKey() {
        StateRow reached = state("phone", 90);
        Plan next = plan(reached, 80, 70);
        foresight.keep(reached, next);
        assertEquals(Optional.of(next), foresight.take(at(reached, "2")));
        assertEquals(Optional.empty(), foresight.take(at(reached, "2")), "it is given away");
    }

    @Test
    void whoStandsElsewhereGetsNothing() {
        StateRow reached = state("phone", 90);
        for (StateRow other : List.of(
                state("phone", 95),
                state("tablet", 90),
                States.options(reached, 5, OPTIONS),
                States.options(reached, 0, new byte[] {1}),
                States.owing(reached, List.of(new Owed(3, true))))) {
            foresight.keep(reached, plan(reached, 80));
            assertEquals(Optional.empty(), foresight.take(at(other, "2")), other.toString());
        }
    }

    @Test
    void anEmptyPlanForgetsTheOneBefore() {
        StateRow reached = state("phone", 90);
        foresight.keep(reached, plan(reached, 80));
        foresight.keep(reached, plan(reached));
        assertEquals(Optional.empty(), foresight.take(reached));
    }

    @Test
    void ofManyDevicesTheLastOnesAreKept() {
        for (int i = 0; i < 17; i++) {
            StateRow reached = state("phone" + i, 90);
            foresight.keep(reached, plan(reached, 80));
        }
        assertEquals(Optional.empty(), foresight.take(state("phone0", 90)));
        assertEquals(
                1, foresight.take(state("phone1", 90)).orElseThrow().steps().size());
    }

    @Test
    void aPlanIsCutAndContinued() {
        StateRow from = state("phone", 100);
        Plan whole = plan(from, 90, 80, 70);
        assertEquals(new Place(80, 80), whole.first(2).end().cursor());
        assertEquals(List.of(70L), dates(whole.after(2)));
        assertEquals(List.of(90L, 80L, 70L, 60L), dates(whole.then(plan(whole.end(), 60))));
        assertTrue(whole.fills(3), "more is said to come");
        assertFalse(new Plan(whole.steps(), false, whole.end(), 7).fills(3));
        assertTrue(whole.fills(2));
        assertFalse(whole.fills(4));
    }

    private static List<Long> dates(Plan plan) {
        return plan.steps().stream().map(step -> step.change().row().date()).toList();
    }
}
