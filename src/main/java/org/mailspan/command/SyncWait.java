package org.mailspan.command;

import static org.mailspan.wbxml.AirSync.*;

import java.time.Duration;
import java.util.Optional;
import org.mailspan.command.SyncAnswer.SyncStatus;
import org.mailspan.wbxml.Element;

/**
 * How long a Sync may wait for something new: Wait in minutes, HeartbeatInterval in seconds (MS-ASCMD 2.2.3.198 and
 * 2.2.3.88.2).
 *
 * @param refusal the answer to a time out of bounds, or to both at once
 */
record SyncWait(Duration time, Optional<Element> refusal) {
    private static final int MAX_MINUTES = 59;
    private static final int MIN_SECONDS = 60;
    private static final int MAX_SECONDS = 3540;

    static SyncWait of(Element request) {
        Optional<String> minutes = request.text(Wait);
        Optional<String> seconds = request.text(HeartbeatInterval);
        if (minutes.isPresent() && seconds.isPresent()) return refused(SyncAnswer.whole(SyncStatus.ProtocolError));
        if (minutes.isPresent()) return within(minutes.get(), 1, MAX_MINUTES, Duration.ofMinutes(1));
        if (seconds.isPresent()) return within(seconds.get(), MIN_SECONDS, MAX_SECONDS, Duration.ofSeconds(1));
        return new SyncWait(Duration.ZERO, Optional.empty());
    }

    private static SyncWait within(String text, int least, int most, Duration unit) {
        int value = SyncCollection.number(text);
        if (value < least) return refused(SyncAnswer.limited(SyncStatus.InvalidWait, least));
        if (value > most) return refused(SyncAnswer.limited(SyncStatus.InvalidWait, most));
        return new SyncWait(unit.multipliedBy(value), Optional.empty());
    }

    private static SyncWait refused(Element answer) {
        return new SyncWait(Duration.ZERO, Optional.of(answer));
    }
}
