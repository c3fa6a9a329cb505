package org.mailspan.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.push.Held.End;

class HeldRequestsTest {
    private final HeldRequests requests = new HeldRequests();

    @Test
    void aNewerRequestOfTheDeviceEndsTheOlderOne() {
        var first = new Held();
        var second = new Held();
        var other = new Held();
        requests.entered("anna", "phone", first, requests.mark());
        requests.entered("anna", "tablet", other, requests.mark());
        requests.entered("anna", "phone", second, requests.mark());
        assertEquals(Optional.of(End.SUPERSEDED), first.ended());
        assertEquals(Optional.empty(), second.ended());
        assertEquals(Optional.empty(), other.ended());
    }

    @Test
    void anAnsweredRequestDoesNotForgetTheNewerOne() {
        var first = new Held();
        var second = new Held();
        requests.entered("anna", "phone", first, requests.mark());
        requests.entered("anna", "phone", second, requests.mark());
        requests.left("anna", "phone", first);
        assertEquals(1, requests.count());
        requests.left("anna", "phone", second);
        assertEquals(0, requests.count());
    }

    @Test
    void afterTheStopNobodyWaits() {
        var early = new Held();
        var late = new Held();
        requests.entered("anna", "phone", early, requests.mark());
        requests.stop();
        requests.entered("anna", "tablet", late, requests.mark());
        assertEquals(
                List.of(Optional.of(End.STOPPING), Optional.of(End.STOPPING)), List.of(early.ended(), late.ended()));
    }

    @Test
    void aRecallEndsWhatTheDeviceWaitsWithAndNothingElse() {
        var phone = new Held();
        var tablet = new Held();
        var others = new Held();
        requests.entered("anna", "phone", phone, requests.mark());
        requests.entered("anna", "tablet", tablet, requests.mark());
        requests.entered("otto", "phone", others, requests.mark());
        requests.recall("anna", "phone");
        assertEquals(Optional.of(End.RECALLED), phone.ended());
        assertEquals(Optional.empty(), tablet.ended());
        assertEquals(Optional.empty(), others.ended());
    }

    /** It was let in by what held before, and would wait for an hour. */
    @Test
    void aRecallBetweenJudgingAndWaitingEndsTheRequestToo() {
        long mark = requests.mark();
        requests.recall("anna", "phone");
        var judgedBefore = new Held();
        requests.entered("anna", "phone", judgedBefore, mark);
        assertEquals(Optional.of(End.RECALLED), judgedBefore.ended());
        var judgedAfter = new Held();
        requests.entered("anna", "phone", judgedAfter, requests.mark());
        assertEquals(Optional.empty(), judgedAfter.ended());
    }

    @Test
    void theFirstReasonStaysAndEachListenerHearsOnce() {
        var held = new Held();
        var heard = new ArrayList<String>();
        held.onEnd(() -> heard.add("before"));
        held.end(End.HUNG_UP);
        held.end(End.STOPPING);
        held.onEnd(() -> heard.add("after"));
        assertEquals(Optional.of(End.HUNG_UP), held.ended());
        assertEquals(List.of("before", "after"), heard);
    }
}
