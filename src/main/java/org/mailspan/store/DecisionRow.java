package org.mailspan.store;

import java.time.Instant;

/**
 * What was decided of a device.
 *
 * @param reason who or what decided, in words
 * @param type as it was when the device came, as {@code userAgent}
 * @param told when its owner was told of it; {@link Instant#EPOCH} for never
 * @param revision of its last change
 */
public record DecisionRow(
        String account,
        String id,
        Decision decision,
        String reason,
        Instant since,
        String type,
        String userAgent,
        Instant firstSeen,
        Instant told,
        Errand errand,
        long revision) {
    public enum Decision {
        ALLOWED,
        QUARANTINED,
        BLOCKED,
        /** As if it had never been there; the row goes when its errand is done. */
        FORGOTTEN
    }

    /** What is still to be done in the cache. */
    public enum Errand {
        NONE,
        /** Its sync states go: it loads its mail anew. */
        RESYNC,
        /** All that is known of it goes. */
        FORGET
    }

    public DecisionRow decided(Decision decision, String reason, Instant since) {
        return new DecisionRow(
                account, id, decision, reason, since, type, userAgent, firstSeen, told, errand, revision);
    }

    public DecisionRow with(Errand errand) {
        return new DecisionRow(
                account, id, decision, reason, since, type, userAgent, firstSeen, told, errand, revision);
    }

    public DecisionRow told(Instant when) {
        return new DecisionRow(
                account, id, decision, reason, since, type, userAgent, firstSeen, when, errand, revision);
    }
}
