package org.mailspan.sync;

import java.util.List;
import java.util.Optional;

/**
 * One Collection of a Sync request.
 *
 * @param windowSize 1 to 512
 * @param conversations ConversationMode; empty when the request does not say: it stays as it was
 * @param options empty when the request has none: the last ones stay in force
 */
public record CollectionRequest(
        long collection,
        String syncKey,
        boolean getChanges,
        boolean deletesAsMoves,
        int windowSize,
        Optional<Boolean> conversations,
        Optional<Options> options,
        List<ClientCommand> commands) {
    public CollectionRequest {
        commands = List.copyOf(commands);
    }

    public boolean isInitial() {
        return syncKey.equals(SyncKeys.INITIAL);
    }
}
