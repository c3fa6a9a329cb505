package org.mailspan.sync;

import java.util.List;
import org.mailspan.backend.BackendException;

/** What a Sync of one collection came to. */
public sealed interface Outcome {
    /**
     * @param syncKey a new key if anything is told or was done, else the client's own
     * @param more whether a window, a budget or a failing host kept something back
     */
    record Synced(String syncKey, List<Answer> answers, List<ServerChange> changes, boolean more, boolean news)
            implements Outcome {
        public Synced {
            answers = List.copyOf(answers);
            changes = List.copyOf(changes);
        }
    }

    /** The key is neither that of the last answer nor of the one before: the device must begin anew. */
    record InvalidKey() implements Outcome {}

    /** The folder is not there, or not any more: the device must look at the hierarchy. */
    record NoSuchFolder() implements Outcome {}

    record Failed(BackendException why) implements Outcome {}
}
