package org.mailspan.sync;

import java.util.List;
import java.util.Optional;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;

/** What came of a {@link ClientCommand}. */
public sealed interface Answer {
    Result result();

    enum Result {
        DONE,
        NOT_FOUND,
        /** The item is not one that can be taken: malformed, or of a kind that this folder does not hold. */
        INVALID,
        /** It was changed at the host since the device was told of it, and that is what stays. */
        CONFLICT,
        /** A mail that is to be sent to nobody, or to what is no address. */
        NOT_ADDRESSED,
        /** The submission server does not take it. */
        NOT_SENT,
        /** It is larger than the submission server takes. */
        TOO_LARGE,
        /** It could not be sent now. */
        SEND_LATER,
        /** The mailbox is full. */
        FULL,
        /** The host does not allow it, or there is nowhere to move it. */
        REFUSED,
        /** The answer is full: the device is to ask again. */
        LATER
    }

    /** How the device is to call an attachment that it added under an id of its own. */
    record Attached(String clientId, FileReference reference) {}

    /**
     * @param serverId of the new item; empty where there is none, also for a mail that was sent
     * @param told what only the host could say of it
     */
    record Added(String clientId, Result result, Optional<ServerId> serverId, Item told, List<Attached> attached)
            implements Answer {
        public Added {
            attached = List.copyOf(attached);
        }

        public Added(String clientId, Result result) {
            this(clientId, result, Optional.empty(), Item.EMPTY, List.of());
        }
    }

    record Changed(String serverId, Result result, List<Attached> attached) implements Answer {
        public Changed {
            attached = List.copyOf(attached);
        }

        public Changed(String serverId, Result result) {
            this(serverId, result, List.of());
        }
    }

    record Deleted(String serverId, Result result) implements Answer {}

    /** @param item empty unless the result is DONE */
    record Fetched(String serverId, Result result, Item item) implements Answer {}
}
