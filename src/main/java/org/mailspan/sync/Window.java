package org.mailspan.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mailspan.store.ConversationMode;
import org.mailspan.store.IndexHead;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Owed;
import org.mailspan.store.Place;
import org.mailspan.store.Reads;
import org.mailspan.store.StateRow;

/**
 * The changes that a device has to be told next, and the state that it will have reached: nothing but questions to the
 * Index, whose cost is that of the answer, not of the folder.
 *
 * <p>Six streams run one after the other until the window is full: what changed, what aged out, what the device must be
 * told again, what is new, how far down the first sync comes, and what older items belong to the conversations of all
 * that. Changes run before news, so that an item that is new <em>and</em> changed is sent once, as it is now; and before
 * ageing, so that the deletion of an item is told before the filter's edge has passed it. What is told again comes after
 * both, when it is known whether the device should have it. Each step carries the state after it, so that an answer can be
 * cut anywhere.
 */
final class Window {
    private static final int PAGE = 512;

    /** One change and the state of a device that was told so far. */
    record Step(Change change, StateRow after) {}

    /**
     * @param steps in the order in which they are told
     * @param more whether there is more than the window takes
     * @param version of the folder when this was planned
     * @param end the state after all steps; more than the last step's, since what a device need not be told is behind it
     */
    record Plan(List<Step> steps, boolean more, StateRow end, long version) {
        /** What a window takes that is no larger. */
        Plan first(int size) {
            return steps.size() <= size
                    ? this
                    : new Plan(steps.subList(0, size), true, steps.get(size - 1).after(), version);
        }

        /** Whether there is more than such a window takes. */
        boolean fills(int size) {
            return steps.size() > size || more && steps.size() == size;
        }

        /** What it leaves. */
        Plan after(int size) {
            return new Plan(List.copyOf(steps.subList(Math.min(size, steps.size()), steps.size())), more, end, version);
        }

        /** This, and what was planned from its end. */
        Plan then(Plan next) {
            var both = new ArrayList<Step>(steps);
            both.addAll(next.steps);
            return new Plan(both, next.more, next.end, next.version);
        }
    }

    private final Reads rows;
    private final IndexHead head;
    private final int size;
    private final Set<Mark> own;
    private final List<Step> steps = new ArrayList<>();
    private StateRow state;
    private boolean full;

    private Window(Reads rows, IndexHead head, StateRow state, int size) {
        this.rows = rows;
        this.head = head;
        this.state = state;
        this.size = size;
        this.own = Set.copyOf(state.own());
    }

    /** @param cutoff where the age filter's edge should be now */
    static Plan plan(Reads rows, IndexHead head, StateRow state, Place cutoff, int size) {
        var window = new Window(rows, head, begun(state, head, cutoff), size);
        window.changed();
        if (!window.full) window.leave(cutoff);
        if (!window.full) window.narrow(cutoff);
        if (!window.full) window.owed();
        if (!window.full) window.added();
        if (!window.full) window.reached();
        if (!window.full) window.widen(cutoff);
        if (!window.full) window.elders();
        return new Plan(List.copyOf(window.steps), window.full, window.state, head.version());
    }

    /** Whether there is something to tell, cheaply: each stream stops at its first change. What only ages out can wait. */
    static Pending pending(Reads rows, IndexHead head, StateRow state, Place cutoff) {
        var changes = new Window(rows, head, begun(state, head, cutoff), 1);
        changes.changed();
        StateRow changed = States.base(changes.state, Mark.endOf(head.version()));
        var owed = new Window(rows, head, changed, 1);
        owed.owed();
        var news = new Window(rows, head, changed, 1);
        news.added();
        if (news.steps.isEmpty()) news.reached();
        if (news.steps.stream().anyMatch(step -> !(step.change() instanceof Change.Changed))) return Pending.ARRIVALS;
        var elders = new Window(rows, head, changed, 1);
        elders.elders();
        return changes.steps.isEmpty() && owed.steps.isEmpty() && news.steps.isEmpty() && elders.steps.isEmpty()
                ? Pending.NOTHING
                : Pending.OTHER;
    }

    /** How many changes {@link #plan} would tell without a limit. */
    static int estimate(Reads rows, IndexHead head, StateRow state, Place cutoff) {
        var window = new Window(rows, head, begun(state, head, cutoff), Integer.MAX_VALUE);
        window.changed();
        window.leave(cutoff);
        window.narrow(cutoff);
        window.owed();
        window.added();
        StateRow told = window.state;
        Place from = told.cursor().compareTo(told.cutoff()) > 0 ? told.cursor() : told.cutoff();
        return window.steps.size()
                + rows.count(state.collection(), from, cutoff, Integer.MAX_VALUE)
                - window.arrivedBelow()
                + window.eldersBelow(cutoff);
    }

    /** Elders that are still to be told, less those that are on the device already and count as still to be reached. */
    private int eldersBelow(Place cutoff) {
        ConversationMode mode = state.conversationMode();
        boolean wider = cutoff.compareTo(state.cutoff()) < 0;
        long reached = mode.kept().stream()
                .flatMap(key -> rows.item(state.collection(), key).stream())
                .filter(row -> row.place().atOrAbove(cutoff))
                .count();
        int lacking = !mode.on()
                ? 0
                : new Elders(rows, state.collection(), cutoff)
                        .lacking(wider ? ConversationMode.NEVER : mode.upTo(), Set.copyOf(mode.kept()))
                        .size();
        return lacking - (int) reached;
    }

    /** Of the items that the cursor still has to pass, those that came since it began to run: they are told as new. */
    private int arrivedBelow() {
        int arrived = 0;
        if (state.cursor().compareTo(state.cutoff()) <= 0) return arrived;
        for (Mark after = state.start(); ; ) {
            List<ItemRow> page = rows.addedAfter(state.collection(), after, PAGE);
            for (ItemRow row : page) {
                after = row.seen();
                if (row.place().atOrAbove(state.cutoff()) && !row.place().atOrAbove(state.cursor())) arrived++;
            }
            if (page.size() < PAGE) return arrived;
        }
    }

    /**
     * A first sync runs by the cursor over all that is there now; what comes from now on is a change, and so is what the
     * device itself moved here before it began.
     */
    private static StateRow begun(StateRow state, IndexHead head, Place cutoff) {
        if (!state.base().equals(Mark.NONE)) return state;
        long before =
                state.own().stream().mapToLong(own -> own.version() - 1).min().orElse(head.version());
        var now = Mark.endOf(before);
        return States.with(state, now, now, now, Place.TOP, cutoff);
    }

    private boolean known(ItemRow row) {
        return wasTold(row, state) && !isLacking(row);
    }

    /** Whether a device in this state was told of an item, in whatever shape. */
    static boolean wasTold(ItemRow row, StateRow state) {
        if (state.conversationMode().kept().contains(row.key())) return true;
        if (row.place().compareTo(state.cutoff()) < 0) return false;
        return row.seen().atOrBefore(state.start())
                ? row.place().atOrAbove(state.cursor())
                : row.seen().atOrBefore(state.added());
    }

    /** Whether a device in this state may have an item: one that it moved here itself it has without being told. */
    static boolean has(ItemRow row, StateRow state) {
        return wasTold(row, state) || broughtHere(row, state);
    }

    /** Whether the device's copy of an item that it has is as the Index knows it. */
    static boolean isCurrent(ItemRow row, StateRow state) {
        if (state.owed().stream().anyMatch(one -> one.key() == row.key())) return false;
        // Changes of an item that the device moved here itself are told with what is new, however far base is.
        return state.own().contains(row.changed())
                || row.changed().atOrBefore(state.base()) && !broughtHere(row, state);
    }

    /** The device deleted its own copy, and the host did not. */
    private boolean isLacking(ItemRow row) {
        return state.owed().stream().anyMatch(one -> one.lacks() && one.key() == row.key());
    }

    private boolean isOwn(Mark mark) {
        return own.contains(mark);
    }

    /** An item that the device moved here itself: it has it, filter or not, before it was told of it. */
    private boolean broughtHere(ItemRow row) {
        return isOwn(row.seen()) && broughtHere(row, state);
    }

    private static boolean broughtHere(ItemRow row, StateRow state) {
        return !row.seen().atOrBefore(state.added()) && state.own().contains(row.seen());
    }

    /** Answers false when the window is full, and then leaves the state before this change. */
    private boolean tell(Change change, UnaryOperator<StateRow> after) {
        if (steps.size() == size) {
            full = true;
            return false;
        }
        state = after.apply(state);
        steps.add(new Step(change, state));
        return true;
    }

    /** Rows to ask for: as many as still fit, and one to know that there is more. */
    private int page() {
        return Math.min(PAGE - 1, Math.max(size - steps.size(), 0)) + 1;
    }

    /**
     * Elders leave when the filter's edge has passed the last item of their conversation (MS-ASCON_R233), and when the
     * device wants no conversations any more. Not when that item is deleted or moved: that waits until the edge moves
     * (MS-ASCON_R223).
     */
    private void leave(Place cutoff) {
        ConversationMode mode = state.conversationMode();
        if (mode.kept().isEmpty() || mode.on() && cutoff.compareTo(state.cutoff()) <= 0) return;
        var elders = new Elders(rows, state.collection(), cutoff);
        var leaving = new ArrayList<ItemRow>();
        var staying = new ArrayList<Long>();
        for (long key : mode.kept()) {
            Optional<ItemRow> row = rows.item(state.collection(), key);
            boolean leaves = row.isPresent()
                    && row.get().place().compareTo(state.cutoff()) < 0
                    && !(mode.on() && elders.isLive(key));
            if (leaves) leaving.add(row.get());
            else if (row.isPresent()) staying.add(key);
        }
        var all = new ArrayList<Long>();
        for (ItemRow row : leaving) all.add(row.key());
        all.addAll(staying);
        for (int i = 0; i < leaving.size(); i++) {
            var after = new ConversationMode(mode.on(), mode.upTo(), all.subList(i + 1, all.size()));
            UnaryOperator<StateRow> left = s -> States.conversationMode(s, after);
            ItemRow row = leaving.get(i);
            if (isLacking(row)) state = left.apply(state);
            else if (!tell(new Change.Aged(row), left)) return;
        }
        state = States.conversationMode(state, new ConversationMode(mode.on(), mode.upTo(), staying));
    }

    private void narrow(Place cutoff) {
        if (cutoff.compareTo(state.cutoff()) <= 0) return;
        var elders = new Elders(rows, state.collection(), cutoff);
        boolean keeps = state.conversationMode().on();
        for (Place from = state.cutoff(); ; ) {
            List<ItemRow> page = rows.upFrom(state.collection(), from, cutoff, PAGE);
            for (ItemRow row : page) {
                from = new Place(row.date(), row.key() + 1);
                Place next = from;
                if (keeps && wasTold(row, state) && elders.isLive(row.key())) state = States.kept(state, row.key());
                else if (known(row)
                        && !tell(new Change.Aged(row), s -> States.cutoff(States.notKept(s, row.key()), next))) return;
            }
            if (page.size() < PAGE) break;
        }
        state = States.cutoff(state, cutoff);
    }

    private void changed() {
        for (boolean last = false; !last; ) {
            int limit = page();
            List<ItemRow> page = rows.changedAfter(state.collection(), state.base(), limit);
            last = page.size() < limit;
            for (ItemRow row : page) {
                UnaryOperator<StateRow> after =
                        s -> States.base(row.gone() ? States.notKept(s, row.key()) : s, row.changed());
                boolean has = known(row) || (row.gone() && broughtHere(row) && !isLacking(row));
                if (has && !isOwn(row.changed())) {
                    UnaryOperator<StateRow> told = s -> States.settled(after.apply(s), row.key());
                    if (!tell(row.gone() ? new Change.Deleted(row) : new Change.Changed(row), told)) return;
                } else state = after.apply(state);
            }
        }
        state = States.base(state, Mark.endOf(head.version()));
    }

    /** Items that are gone, or that the device should not have, are not owed any more. */
    private void owed() {
        for (Owed one : state.owed()) {
            UnaryOperator<StateRow> after = s -> States.settled(s, one.key());
            Optional<ItemRow> row = rows.item(state.collection(), one.key()).filter(r -> !r.gone());
            boolean brought = row.isPresent() && broughtHere(row.get());
            if (brought && one.lacks()) continue; // told with what is new
            if (row.isEmpty() || !brought && !wasTold(row.get(), state)) state = after.apply(state);
            else if (!tell(one.lacks() ? new Change.Added(row.get()) : new Change.Changed(row.get()), after)) return;
        }
    }

    private void added() {
        for (boolean last = false; !last; ) {
            int limit = page();
            List<ItemRow> page = rows.addedAfter(state.collection(), state.added(), limit);
            last = page.size() < limit;
            for (ItemRow row : page) {
                boolean keeps = keeps(row);
                UnaryOperator<StateRow> after =
                        s -> States.settled(States.added(keeps ? States.kept(s, row.key()) : s, row.seen()), row.key());
                Optional<Change> change = keeps ? changedSince(row) : seen(row);
                if (change.isEmpty()) state = after.apply(state);
                else if (!tell(change.get(), after)) return;
            }
        }
        state = States.added(state, Mark.endOf(head.version()));
    }

    /** An own item is on the device already: told only if it changed since, or if it is too old to stay. */
    private Optional<Change> seen(ItemRow row) {
        boolean fits = row.place().atOrAbove(state.cutoff());
        if (!isOwn(row.seen()) || isLacking(row)) return fits ? Optional.of(new Change.Added(row)) : Optional.empty();
        if (!fits) return Optional.of(new Change.Aged(row));
        return changedSince(row);
    }

    private Optional<Change> changedSince(ItemRow own) {
        return isOwn(own.changed()) ? Optional.empty() : Optional.of(new Change.Changed(own));
    }

    /** An own item that is too old to stay, but of a conversation that is not. */
    private boolean keeps(ItemRow row) {
        return state.conversationMode().on()
                && isOwn(row.seen())
                && !isLacking(row)
                && !row.place().atOrAbove(state.cutoff())
                && new Elders(rows, state.collection(), state.cutoff()).isLive(row.key());
    }

    private void reached() {
        Set<Long> kept = Set.copyOf(state.conversationMode().kept());
        while (state.cursor().compareTo(state.cutoff()) > 0) {
            int limit = page();
            List<ItemRow> page = rows.downFrom(state.collection(), state.cursor(), state.cutoff(), limit);
            for (ItemRow row : page) {
                boolean has = kept.contains(row.key());
                UnaryOperator<StateRow> after = s -> States.cursor(has ? States.notKept(s, row.key()) : s, row.place());
                if (row.seen().atOrBefore(state.start()) && !has) {
                    if (!tell(new Change.Reached(row), after)) return;
                } else state = after.apply(state);
            }
            if (page.size() < limit) state = States.cursor(state, Place.BOTTOM);
        }
    }

    /**
     * A wider filter is a first sync from the old edge downwards. It begins when the one before is through: until then
     * the old edge tells what the device has of the items that came meanwhile.
     */
    private void widen(Place cutoff) {
        if (cutoff.compareTo(state.cutoff()) >= 0) return;
        state = States.with(state, state.base(), state.added(), state.added(), state.cutoff(), cutoff);
        ConversationMode mode = state.conversationMode();
        state = States.conversationMode(state, new ConversationMode(mode.on(), ConversationMode.NEVER, mode.kept()));
        reached();
    }

    /** After all that is within the filter, so that a first sync begins with what is new. */
    private void elders() {
        ConversationMode mode = state.conversationMode();
        long learned = rows.learned(state.collection()).learned();
        if (!mode.on() || mode.upTo() == learned || state.cursor().compareTo(state.cutoff()) > 0) return;
        List<ItemRow> lacking =
                new Elders(rows, state.collection(), state.cutoff()).lacking(mode.upTo(), Set.copyOf(mode.kept()));
        var kept = new ArrayList<>(mode.kept());
        for (ItemRow row : lacking) kept.add(row.key());
        for (int i = 0; i < lacking.size(); i++) {
            var after = new ConversationMode(
                    true, mode.upTo(), kept.subList(0, mode.kept().size() + i + 1));
            if (!tell(new Change.Elder(lacking.get(i)), s -> States.conversationMode(s, after))) return;
        }
        state = States.conversationMode(state, new ConversationMode(true, learned, kept));
    }
}
