package org.mailspan.support;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The requirements that were shown in this run, each with the tests that ran and passed. */
public final class RequirementsShown {
    private static final Map<String, Set<String>> BY_ID = new ConcurrentHashMap<>();

    private RequirementsShown() {}

    public static void by(String test, Collection<String> requirements) {
        for (String id : requirements)
            BY_ID.computeIfAbsent(id, _ -> new ConcurrentSkipListSet<>()).add(test);
    }

    static Map<String, Set<String>> all() {
        return new TreeMap<>(BY_ID);
    }
}
