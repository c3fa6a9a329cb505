package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailspan.store.ConversationMode;
import org.mailspan.store.ItemRow;
import org.mailspan.store.MemberRow;
import org.mailspan.store.Place;
import org.mailspan.store.Reads;

/**
 * Items older than a filter that belong to a conversation of which one item is within it (MS-ASCON 3.1.4.9). Questions to
 * what was learned, whose costs are those of what became known since; once for a device, those of what is within the
 * filter.
 */
final class Elders {
    /** Where more became known, all that is within the filter is looked at. */
    private static final int MANY = 1_000;

    private static final int PAGE = 512;

    private final Reads rows;
    private final long folder;
    private final Place cutoff;
    private final Map<String, Boolean> live = new HashMap<>();

    Elders(Reads rows, long folder, Place cutoff) {
        this.rows = rows;
        this.folder = folder;
        this.cutoff = cutoff;
    }

    /** Whether some item of the item's conversation is within the filter. */
    boolean isLive(long key) {
        Optional<String> conversation = rows.conversation(folder, key);
        return conversation.isPresent() && live.computeIfAbsent(conversation.get(), this::reachesUp);
    }

    private boolean reachesUp(String conversation) {
        return rows.itemsOfConversation(folder, conversation).stream()
                .anyMatch(row -> row.place().atOrAbove(cutoff));
    }

    /**
     * Those that a device lacks, the newest first.
     *
     * @param upTo the batch up to which this was asked before
     */
    List<ItemRow> lacking(long upTo, Set<Long> kept) {
        if (cutoff.equals(Place.BOTTOM)) return List.of();
        var lacking = new ArrayList<ItemRow>();
        for (String conversation : conversations(upTo)) {
            List<ItemRow> items = rows.itemsOfConversation(folder, conversation);
            if (items.stream().noneMatch(row -> row.place().atOrAbove(cutoff))) continue;
            for (ItemRow row : items) if (!row.place().atOrAbove(cutoff) && !kept.contains(row.key())) lacking.add(row);
        }
        lacking.sort(Comparator.comparing(ItemRow::place).reversed());
        return lacking;
    }

    private Collection<String> conversations(long upTo) {
        if (upTo == ConversationMode.NEVER) return withinFilter();
        List<MemberRow> learned = rows.learnedAfter(folder, upTo, MANY + 1);
        if (learned.size() > MANY) return withinFilter();
        var conversations = new LinkedHashSet<String>();
        for (MemberRow row : learned) conversations.add(row.conversation());
        return conversations;
    }

    private Collection<String> withinFilter() {
        var conversations = new LinkedHashSet<String>();
        for (Place below = Place.TOP; ; ) {
            List<ItemRow> page = rows.downFrom(folder, below, cutoff, PAGE);
            for (ItemRow row : page) {
                below = row.place();
                rows.conversation(folder, row.key()).ifPresent(conversations::add);
            }
            if (page.size() < PAGE) return conversations;
        }
    }
}
