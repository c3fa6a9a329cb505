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
        requests.entered("anna", "phone", first);
        requests.entered("anna", "tablet", other);
        requests.entered("anna", "phone", second);
        assertEquals(Optional.of(End.SUPERSEDED), first.ended());
        assertEquals(Optional.empty(), second.ended());
        assertEquals(Optional.empty(), other.ended());
    }

    @Test
    void anAnsweredRequestDoesNotForgetTheNewerOne() {
        var first = new Held();
        var second = new Held();
        requests.entered("anna", "phone", first);
        requests.entered("anna", "phone", second);
        requests.left("anna", "phone", first);
        assertEquals(1, requests.count());
        requests.left("anna", "phone", second);
        assertEquals(0, requests.count());
    }

    @Test
    void afterTheStopNobodyWaits() {
        var early = new Held();
        var late = new Held();
        requests.entered("anna", "phone", early);
        requests.stop();
        requests.entered("anna", "tablet", late);
        assertEquals(
                List.of(Optional.of(End.STOPPING), Optional.of(End.STOPPING)), List.of(early.ended(), late.ended()));
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
