package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Backend.Signal;

/** How the watched folders stood last, to tell by a STATUS what happened. Used by the watching thread alone. */
final class FolderCounts {
    private final Map<String, Map<String, Long>> last = new HashMap<>();

    /**
     * What this STATUS, which need not tell everything each time, says that happened. The first one of a folder says
     * "look": between the last look and this one anything may have come.
     */
    Optional<Signal> told(StatusRow row) {
        Map<String, Long> known = last.get(row.folder());
        if (known == null) {
            last.put(row.folder(), new HashMap<>(row.values()));
            return Optional.of(new Signal.Arrived(row.folder()));
        }
        boolean arrived = row.value("UIDNEXT") > known.getOrDefault("UIDNEXT", 0L);
        boolean changed = false;
        for (var value : row.values().entrySet())
            changed |= !value.getValue().equals(known.put(value.getKey(), value.getValue()));
        if (arrived) return Optional.of(new Signal.Arrived(row.folder()));
        return changed ? Optional.of(new Signal.Changed(row.folder())) : Optional.empty();
    }

    boolean knows(String folder) {
        return last.containsKey(folder);
    }

    void forget(String folder) {
        last.remove(folder);
    }
}
