package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** What is kept of a Sync request to complete the next one, and that it does not fill the memory. */
class LastRequestsTest {
    private final MemoryBackend backend =
            new MemoryBackend("anna@example.org", new Mailbox(), MemoryBackend.Tells.INCREMENTAL, Faults.NONE);

    private Session session(String device) {
        return new Session(backend, device, Version.V16_1);
    }

    private static Element request(String text) {
        return sync(Element.of(Wait, 5), collection("1", "2-x", options(plainBody(100)), Element.of(Class, text)));
    }

    @Test
    void anEmptyRequestIsTheLastOneWithoutItsCommands() {
        var last = new LastRequests();
        Element odd = Element.of(new Tag.Unknown(0, 0x3f), "x");
        last.remember(
                session("a"), sync(Element.of(Wait, 5), collection("1", "2-x", odd, commands(read("1:1", true)))));
        assertEquals(
                Optional.of(sync(Element.of(Wait, 5), collection("1", "2-x"))),
                last.complete(session("a"), Optional.empty()));
        assertEquals(Optional.empty(), last.complete(session("b"), Optional.empty()));
    }

    @Test
    void manyDevicesWithLongRequestsTakeNoMoreThanIsAllowed() {
        var last = new LastRequests(10_000);
        String text = "x".repeat(1_000);
        for (int i = 0; i < 100; i++) last.remember(session("device " + i), request(text));
        last.remember(session("device 95"), request(text));
        long kept = 0;
        for (int i = 0; i < 100; i++)
            if (last.complete(session("device " + i), Optional.empty()).isPresent()) kept++;
        assertTrue(kept >= 8 && kept <= 10, "kept " + kept);
        assertTrue(last.complete(session("device 99"), Optional.empty()).isPresent());
        assertTrue(last.complete(session("device 95"), Optional.empty()).isPresent());
    }

    @Test
    void oneThatIsTooLargeIsNotKept() {
        var last = new LastRequests(1_000);
        last.remember(session("b"), request("y"));
        last.remember(session("a"), request("x".repeat(2_000)));
        assertEquals(Optional.empty(), last.complete(session("a"), Optional.empty()));
        assertTrue(last.complete(session("b"), Optional.empty()).isPresent(), "nobody else is dropped for it");
        last.remember(session("a"), request("x"));
        assertTrue(last.complete(session("a"), Optional.empty()).isPresent());
    }

    @Test
    void anOlderRequestOfTheSameDeviceDoesNotCount() {
        var last = new LastRequests(1_000);
        last.remember(session("b"), request("y"));
        for (int i = 0; i < 100; i++) last.remember(session("a"), request("x".repeat(100)));
        assertTrue(last.complete(session("b"), Optional.empty()).isPresent());
    }
}
