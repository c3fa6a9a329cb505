package org.mailspan.sync;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;

/**
 * What folders hold, each listed when it first matters and no more than once: a new name may be one of many, and then
 * may have to be looked into for more than one reason.
 */
final class Holdings {
    private final Backend backend;
    private final Map<String, List<Entry>> listed = new HashMap<>();

    Holdings(Backend backend) {
        this.backend = backend;
    }

    /** Nothing of a host that does not list a folder whole, or of one that nobody may look into: that proves nothing. */
    List<Entry> of(String folder) throws BackendException {
        List<Entry> known = listed.get(folder);
        if (known != null) return known;
        List<Entry> items = items(folder);
        listed.put(folder, items);
        return items;
    }

    private List<Entry> items(String folder) throws BackendException {
        try {
            return backend.changes(folder, "") instanceof Delta.Full(List<Entry> all, var g, var t) ? all : List.of();
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE -> throw e;
                case FOLDER_GONE, NOT_ALLOWED, REFUSED, FULL, TOO_LARGE, ITEM_GONE -> List.of();
            };
        }
    }
}
