package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.mailspan.store.ConversationMode;
import org.mailspan.store.Mark;
import org.mailspan.store.Owed;
import org.mailspan.store.Place;
import org.mailspan.store.StateRow;

/** A device's state of a collection, one component replaced at a time. */
final class States {
    private States() {}

    /** What a device has that begins with SyncKey 0: nothing. */
    static StateRow initial(Session session, long collection, String key, int filterType, byte[] options) {
        return new StateRow(
                session.account(),
                session.device(),
                collection,
                key,
                Mark.NONE,
                Mark.NONE,
                Mark.NONE,
                Place.TOP,
                Place.BOTTOM,
                filterType,
                List.of(),
                List.of(),
                ConversationMode.OFF,
                options);
    }

    /** A state while it is changed: the one place that copies all of it. */
    private static final class Sheet {
        private final StateRow before;
        private String syncKey;
        private Mark base;
        private Mark added;
        private Mark start;
        private Place cursor;
        private Place cutoff;
        private int filterType;
        private List<Mark> own;
        private List<Owed> owed;
        private ConversationMode conversationMode;
        private byte[] options;

        Sheet(StateRow s) {
            before = s;
            syncKey = s.syncKey();
            base = s.base();
            added = s.added();
            start = s.start();
            cursor = s.cursor();
            cutoff = s.cutoff();
            filterType = s.filterType();
            own = s.own();
            owed = s.owed();
            conversationMode = s.conversationMode();
            options = s.options();
        }

        StateRow row() {
            return new StateRow(
                    before.account(),
                    before.device(),
                    before.collection(),
                    syncKey,
                    base,
                    added,
                    start,
                    cursor,
                    cutoff,
                    filterType,
                    own,
                    owed,
                    conversationMode,
                    options);
        }
    }

    static StateRow with(StateRow s, Mark base, Mark added, Mark start, Place cursor, Place cutoff) {
        var sheet = new Sheet(s);
        sheet.base = base;
        sheet.added = added;
        sheet.start = start;
        sheet.cursor = cursor;
        sheet.cutoff = cutoff;
        return sheet.row();
    }

    static StateRow base(StateRow s, Mark base) {
        return with(s, base, s.added(), s.start(), s.cursor(), s.cutoff());
    }

    static StateRow added(StateRow s, Mark added) {
        return with(s, s.base(), added, s.start(), s.cursor(), s.cutoff());
    }

    static StateRow cursor(StateRow s, Place cursor) {
        return with(s, s.base(), s.added(), s.start(), cursor, s.cutoff());
    }

    static StateRow cutoff(StateRow s, Place cutoff) {
        return with(s, s.base(), s.added(), s.start(), s.cursor(), cutoff);
    }

    static StateRow key(StateRow s, String key) {
        var sheet = new Sheet(s);
        sheet.syncKey = key;
        return sheet.row();
    }

    static StateRow options(StateRow s, int filterType, byte[] options) {
        var sheet = new Sheet(s);
        sheet.filterType = filterType;
        sheet.options = options;
        return sheet.row();
    }

    /** Whether two states say the same; a record with an array cannot tell by itself. */
    static boolean same(StateRow a, StateRow b) {
        return a.syncKey().equals(b.syncKey())
                && a.base().equals(b.base())
                && a.added().equals(b.added())
                && a.start().equals(b.start())
                && a.cursor().equals(b.cursor())
                && a.cutoff().equals(b.cutoff())
                && a.filterType() == b.filterType()
                && a.own().equals(b.own())
                && a.owed().equals(b.owed())
                && a.conversationMode().equals(b.conversationMode())
                && Arrays.equals(a.options(), b.options());
    }

    /** Adds own changes, and forgets those that lie behind. */
    static StateRow own(StateRow s, Collection<Mark> more) {
        var own = new LinkedHashSet<Mark>();
        for (Mark mark : s.own()) if (!(mark.atOrBefore(s.base()) && mark.atOrBefore(s.added()))) own.add(mark);
        own.addAll(more);
        var sheet = new Sheet(s);
        sheet.own = List.copyOf(own);
        return sheet.row();
    }

    /** Adds items that are to be told as they are. One that the device lacks has to be told whole, whatever else is due. */
    static StateRow owing(StateRow s, Collection<Owed> more) {
        if (more.isEmpty()) return s;
        var owed = new LinkedHashMap<Long, Owed>();
        for (Owed one : s.owed()) owed.put(one.key(), one);
        for (Owed one : more) owed.merge(one.key(), one, Owed::and);
        return owed(s, List.copyOf(owed.values()));
    }

    /** An item was told, or need not be any more. */
    static StateRow settled(StateRow s, long key) {
        if (s.owed().stream().noneMatch(one -> one.key() == key)) return s;
        return owed(s, s.owed().stream().filter(one -> one.key() != key).toList());
    }

    /** Turns ConversationMode on or off, if it is not so. */
    static StateRow conversations(StateRow s, boolean on) {
        var mode = s.conversationMode();
        return mode.on() == on ? s : conversationMode(s, new ConversationMode(on, ConversationMode.NEVER, mode.kept()));
    }

    static StateRow conversationMode(StateRow s, ConversationMode mode) {
        var sheet = new Sheet(s);
        sheet.conversationMode = mode;
        return sheet.row();
    }

    /** An item that is older than the filter is on the device. */
    static StateRow kept(StateRow s, long key) {
        var mode = s.conversationMode();
        if (mode.kept().contains(key)) return s;
        var kept = new ArrayList<>(mode.kept());
        kept.add(key);
        return conversationMode(s, new ConversationMode(mode.on(), mode.upTo(), kept));
    }

    /** An item is none of those any more. */
    static StateRow notKept(StateRow s, long key) {
        var mode = s.conversationMode();
        if (!mode.kept().contains(key)) return s;
        var kept = mode.kept().stream().filter(one -> one != key).toList();
        return conversationMode(s, new ConversationMode(mode.on(), mode.upTo(), kept));
    }

    private static StateRow owed(StateRow s, List<Owed> owed) {
        var sheet = new Sheet(s);
        sheet.owed = owed;
        return sheet.row();
    }
}
