package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestTest {
    private Duration worked = Duration.ZERO;
    private int asked;
    private final Rest rest = new Rest(() -> worked, () -> asked++);

    /** Whole collections that were asked for, or came by themselves meanwhile. */
    private boolean collects(Duration work) {
        long before = collections();
        worked = worked.plus(work);
        rest.run();
        return collections() > before;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static List<String> free() {
        var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return Stream.of("MinHeapFreeRatio", "MaxHeapFreeRatio")
                .map(name -> options.getVMOption(name).getValue())
                .toList();
    }

    @Test
    void afterABusyTimeMemoryIsGivenBackAndTheHeapMayGrowAsBefore() {
        List<String> before = free();
        worked = Duration.ofSeconds(3);
        rest.run();
        assertEquals(0, asked);
        assertTrue(collects(Duration.ofMillis(10)));
        assertEquals(1, asked);
        assertEquals(before, free());
    }
}
