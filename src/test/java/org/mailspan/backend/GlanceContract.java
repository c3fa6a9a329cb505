package org.mailspan.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What {@link Backend.Glances} owes: as much as a look at each folder would tell, and never less than happened. */
interface GlanceContract {
    List<String> FOLDERS = List.of("INBOX", "Sent", "Trash", "Work & Play", "Entwürfe");

    Subject subject();

    private Set<String> unchanged(Map<String, Seen> seen) throws BackendException {
        var tokens = new TreeMap<String, String>();
        seen.forEach((folder, one) -> tokens.put(folder, one.token()));
        return subject().as(Backend.Glances.class).unchanged(tokens);
    }

    private Map<String, Seen> seen() throws BackendException {
        var seen = new TreeMap<String, Seen>();
        for (String folder : FOLDERS) {
            if (List.of("Work & Play", "Entwürfe").contains(folder))
                subject().witness().create(folder);
            subject().append(folder, "in " + folder);
            seen.put(folder, subject().seen(folder));
        }
        return seen;
    }

    /** Whether the host can tell without listing everything. */
    private boolean tells(Seen one, String folder) throws BackendException {
        return !(subject().backend().changes(folder, one.token()) instanceof Delta.Full);
    }

    @Test
    default void whatStandsAsItStoodIsTold() throws Exception {
        Map<String, Seen> seen = seen();
        var expected = new HashSet<String>();
        for (String folder : FOLDERS) if (tells(seen.get(folder), folder)) expected.add(folder);
        assertEquals(expected, unchanged(seen));
        assertEquals(Set.of(), subject().as(Backend.Glances.class).unchanged(Map.of()));
    }

    @Test
    default void whatHappenedALittleWhileAgoIsNotPassedOver() throws Exception {
        Map<String, Seen> seen = seen();
        long second = subject().append("Trash", "two");
        seen.get("Trash").look();
        subject().append("INBOX", "arrived");
        long uid = List.copyOf(seen.get("Work & Play").uids()).getFirst();
        subject().witness().store("Work & Play", uid, "+FLAGS", "\\Seen");
        subject().witness().expunge("Trash", second);
        var expected = new HashSet<String>();
        for (String folder : List.of("Sent", "Entwürfe")) if (tells(seen.get(folder), folder)) expected.add(folder);
        assertEquals(expected, unchanged(seen));
    }

    private Set<String> settled(Map<String, Seen> seen) throws BackendException {
        var tokens = new TreeMap<String, String>();
        seen.forEach((folder, one) -> tokens.put(folder, one.token()));
        Set<String> settled = new HashSet<>(subject().as(Backend.Glances.class).settled(tokens));
        settled.addAll(unchanged(seen));
        return settled;
    }

    /** A host that cannot tell of flags can tell that much, in one round trip for all of them. */
    @Test
    default void whereNothingCameOrWentIsTold() throws Exception {
        Map<String, Seen> seen = seen();
        assertEquals(Set.copyOf(FOLDERS), settled(seen));
        long second = subject().append("Trash", "two");
        seen.get("Trash").look();
        subject().append("INBOX", "arrived");
        subject().witness().expunge("Trash", second);
        long uid = List.copyOf(seen.get("Sent").uids()).getFirst();
        subject().append("Sent", "comes");
        subject().witness().expunge("Sent", uid);
        subject().makeAnew("Entwürfe");
        subject().append("Entwürfe", "in Entwürfe");
        assertEquals(Set.of("Work & Play"), settled(seen));
        subject().witness().remove("Work & Play");
        assertEquals(Set.of(), settled(seen));
    }

    @Test
    default void aFolderThatIsGoneOrMadeAnewIsNotAsItWas() throws Exception {
        Map<String, Seen> seen = seen();
        subject().witness().remove("Work & Play");
        subject().makeAnew("Entwürfe");
        subject().append("Entwürfe", "in Entwürfe");
        Set<String> unchanged = unchanged(seen);
        assertFalse(unchanged.contains("Work & Play"));
        assertFalse(unchanged.contains("Entwürfe"));
        assertEquals(tells(seen.get("Sent"), "Sent"), unchanged.contains("Sent"));
    }

    @Test
    default void aStrangeTokenTellsNothing() throws Exception {
        var glances = subject().as(Backend.Glances.class);
        for (String strange : List.of("", "no token", "1 1 1 1", "0 0 0 0", "1.2"))
            assertEquals(Set.of(), glances.unchanged(Map.of("INBOX", strange, "No such folder", strange)), strange);
    }

    /** Whoever looks only where a glance tells to look misses nothing. */
    @Test
    default void aDayOfGlancesEndsInTheTruth() throws Exception {
        var random = new Random(7);
        Map<String, Seen> seen = seen();
        for (int step = 0; step < 40; step++) {
            for (String folder : FOLDERS) {
                if (random.nextInt(4) > 0) continue;
                var uids = List.copyOf(subject().witness().uids(folder));
                long any = uids.isEmpty() ? 0 : uids.get(random.nextInt(uids.size()));
                switch (uids.isEmpty() ? 0 : random.nextInt(4)) {
                    case 0, 1 -> subject().append(folder, "step " + step);
                    case 2 -> subject().witness().store(folder, any, "+FLAGS", "\\Flagged");
                    default -> subject().witness().expunge(folder, any);
                }
            }
            Set<String> unchanged = unchanged(seen);
            for (String folder : FOLDERS)
                if (!unchanged.contains(folder)) seen.get(folder).look();
            for (String folder : FOLDERS)
                assertEquals(subject().truth(folder), seen.get(folder).stamps(), folder);
        }
    }
}
