package org.mailspan.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.IndexHead;
import org.mailspan.store.LikenessRow;
import org.mailspan.store.Mark;
import org.mailspan.store.Place;
import org.mailspan.store.Reads;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;
import org.mailspan.sync.Positions.Position;

/** Synchronises one collection for one device: checks the key, applies the device's changes, tells it the host's. */
public final class SyncEngine {
    /**
     * While the Index has more for a device than a window takes, the host is asked only so often: a window of a first sync
     * costs no question, and new mail still comes before the old.
     */
    private static final Duration WHILE_PAGING = Duration.ofSeconds(10);

    private final Store store;
    private final Positions positions;
    private final Index index;
    private final Mover mover;
    private final Conversations conversations;
    private final Notes notes;
    private final Options.Reader options;
    private final InstantSource clock;
    private final ReadAhead readAhead;
    private final SharedReads shared;
    private final Foresight foresight = new Foresight();
    private final Turns<DeviceKey> turns = new Turns<>();

    private record DeviceKey(String account, String device) {}

    public SyncEngine(Store store, Options.Reader options, InstantSource clock) {
        this(store, options, clock, true, new Events());
    }

    /** @param sharing whether what was read for one device is kept for a moment for the others of its account */
    public SyncEngine(Store store, Options.Reader options, InstantSource clock, boolean sharing, Events events) {
        this(store, options, clock, ReadAhead.WINDOWS, new SharedReads(sharing ? SharedReads.MOST : 0, clock), events);
    }

    SyncEngine(Store store, Options.Reader options, InstantSource clock, int windowsAhead, SharedReads shared) {
        this(store, options, clock, windowsAhead, shared, new Events());
    }

    SyncEngine(
            Store store,
            Options.Reader options,
            InstantSource clock,
            int windowsAhead,
            SharedReads shared,
            Events events) {
        this.readAhead = new ReadAhead(windowsAhead, shared);
        this.shared = shared;
        this.store = store;
        this.positions = new Positions(store);
        this.index = new Index(store, clock, events);
        this.mover = new Mover(store, index, clock);
        this.conversations = new Conversations(store, mover);
        this.notes = new Notes(store);
        this.options = options;
        this.clock = clock;
    }

    /** MS-ASCMD 2.2.1.21 for one Collection. Requests of one device are done one after the other. */
    public Outcome sync(Session session, CollectionRequest request, Budget budget) {
        return sync(session, request, budget, Submission.NONE);
    }

    private Outcome sync(Session session, CollectionRequest request, Budget budget, Submission submission) {
        try {
            return sync(session, request, budget, submission, outcome -> outcome);
        } catch (BackendException e) {
            return new Outcome.Failed(e);
        }
    }

    /** Makes something of an outcome. */
    @FunctionalInterface
    public interface Use<T> {
        T of(Outcome outcome) throws BackendException;
    }

    /**
     * @param submission for drafts that are to be sent
     * @param use begins while the outcome is still being saved; nobody may see what it makes before this returns it: a
     *     device that holds a key which the store does not know loads all anew
     * @throws BackendException what {@code use} throws, and when interrupted before its turn
     */
    public <T> T sync(Session session, CollectionRequest request, Budget budget, Submission submission, Use<T> use)
            throws BackendException {
        return inTurnOf(session, () -> {
            Step step = step(session, request, budget, submission);
            try {
                return use.of(step.outcome);
            } finally {
                step.saving.await();
            }
        });
    }

    private record Step(Outcome outcome, Store.Writing saving) {
        Step(Outcome outcome) {
            this(outcome, Store.Writing.DONE);
        }
    }

    private Step step(Session session, CollectionRequest request, Budget budget, Submission submission) {
        try {
            Positions.Found found = positions.find(session, request.collection(), request.syncKey());
            if (found.folder().isEmpty()) return new Step(new Outcome.NoSuchFolder());
            if (request.isInitial()) return new Step(begin(session, request));
            if (found.position().isEmpty()) return new Step(new Outcome.InvalidKey());
            return proceed(
                    session, found.folder().get(), request, found.position().get(), budget, submission);
        } catch (BackendException e) {
            return new Step(e.kind() == Kind.FOLDER_GONE ? new Outcome.NoSuchFolder() : new Outcome.Failed(e));
        }
    }

    private Outcome begin(Session session, CollectionRequest request) {
        Options wanted = request.options().orElse(Options.NONE);
        var nothing = States.initial(
                session,
                request.collection(),
                SyncKeys.after(request.syncKey()),
                wanted.filterType(),
                wanted.document());
        var state = States.conversations(nothing, conversations(session, request.conversations(), nothing));
        positions.begin(state);
        return new Outcome.Synced(state.syncKey(), List.of(), List.of(), false, true);
    }

    private Step proceed(
            Session session,
            FolderRow folder,
            CollectionRequest request,
            Position known,
            Budget budget,
            Submission submission)
            throws BackendException {
        Options wanted =
                request.options().orElseGet(() -> options.read(known.state().options()));
        StateRow before = known.state();
        StateRow state = States.conversations(
                States.options(before, wanted.filterType(), wanted.document()),
                conversations(session, request.conversations(), before));
        var desk = new Drafter.Desk(submission, wanted.clientWins(), clock.instant());
        var client = new ClientChanges(store, index, mover, session, folder, state, desk, shared);
        try {
            client.apply(request.commands(), request.deletesAsMoves(), wanted.body(), budget);
        } catch (BackendException e) {
            positions
                    .save(
                            known,
                            States.owing(States.own(state, client.own()), client.owed()),
                            Optional.empty(),
                            List.of())
                    .await();
            throw e;
        }
        state = States.owing(States.own(state, client.own()), client.owed());
        var told = new Told(state, List.of(), false, List.of());
        if (request.getChanges() && holds(session, folder)) {
            try {
                told = tell(session, folder, state, wanted, request.windowSize(), budget);
            } catch (BackendException e) {
                // What was done is answered; the rest can wait.
                if (request.commands().isEmpty()) throw e;
                told = new Told(state, List.of(), true, List.of());
            }
        }
        // MoreAvailable needs a key that moves on: Android asks for ever with one that does not (quirk E4).
        boolean news = !request.commands().isEmpty() || !told.changes.isEmpty() || told.more;
        return finish(known, state, told, client.answers(), news);
    }

    /** ConversationMode, which 12.1 does not have (MS-ASCMD_R6372). */
    private static boolean conversations(Session session, Optional<Boolean> asked, StateRow last) {
        return asked.filter(_ -> session.version().since(Version.V14_0))
                .orElse(last.conversationMode().on());
    }

    private Step finish(Position known, StateRow before, Told told, List<Answer> answers, boolean news) {
        String key = news ? SyncKeys.after(known.latestKey()) : before.syncKey();
        StateRow next = States.own(States.key(told.reached, key), List.of());
        Store.Writing saving = positions.save(
                known,
                news ? States.own(before, next.own()) : next,
                news ? Optional.of(next) : Optional.empty(),
                told.likenesses);
        return new Step(new Outcome.Synced(key, answers, told.changes, told.more, news), saving);
    }

    /** Where a device stands after an answer, and what the answer tells. */
    private record Told(StateRow reached, List<ServerChange> changes, boolean more, List<LikenessRow> likenesses) {}

    private Told tell(Session session, FolderRow folder, StateRow state, Options wanted, int windowSize, Budget budget)
            throws BackendException {
        if (budget.isSpent()) {
            index.refresh(session.backend(), folder, WHILE_PAGING);
            return new Told(state, List.of(), pendingIn(state, wanted) != Pending.NOTHING, List.of());
        }
        int size = Math.min(windowSize, budget.items());
        Place cutoff = cutoff(wanted);
        Window.Plan both = refreshed(session, folder, state, cutoff, size, budget.since());
        Window.Plan plan = both.first(size);
        var delivery = new Delivery(session, folder, wanted.body(), budget, readAhead, shared);
        Window.Plan next = both.after(size);
        boolean all = delivery.tell(plan.steps(), next.steps());
        StateRow reached =
                all ? plan.end() : Optional.ofNullable(delivery.reached()).orElse(state);
        if (all) foresight.keep(reached, next);
        var missing = new Missing(index, folder, state, delivery);
        boolean more = !all || plan.more() || missing.isAny();
        return new Told(missing.after(reached), notes.over(delivery.changes()), more, delivery.likenesses());
    }

    /** The plan for this window and those that are read ahead, made once where the host has nothing new. */
    private Window.Plan refreshed(
            Session session, FolderRow folder, StateRow state, Place cutoff, int size, Since since)
            throws BackendException {
        int sizes = (1 + readAhead.windows()) * size;
        Optional<Window.Plan> foreseen = foresight.take(state).filter(next -> next.fills(size));
        if (foreseen.isPresent()) {
            index.refresh(session.backend(), folder, WHILE_PAGING);
            conversations.learn(session, folder, false);
            return store.read(rows -> continued(rows, foreseen.get(), state, cutoff, sizes));
        }
        Window.Plan plan = plan(state, cutoff, sizes);
        boolean fills = !state.base().equals(Mark.NONE) && plan.fills(size);
        if (fills) index.refresh(session.backend(), folder, WHILE_PAGING);
        else index.refresh(session.backend(), folder, since);
        if (!isCurrent(plan, folder)) plan = plan(state, cutoff, sizes);
        // A first sync need not wait for what comes after it.
        boolean whole = state.conversationMode().on() && plan.steps().size() <= size;
        return conversations.learn(session, folder, whole) || !isCurrent(plan, folder)
                ? plan(state, cutoff, sizes)
                : plan;
    }

    /** Only what comes after the plan is asked for, if that still holds. */
    private static Window.Plan continued(Reads rows, Window.Plan plan, StateRow state, Place cutoff, int sizes) {
        IndexHead head = rows.head(state.collection());
        boolean holds = head.version() == plan.version() && plan.end().cutoff().equals(cutoff);
        if (!holds) return Window.plan(rows, head, state, cutoff, sizes);
        int missing = sizes - plan.steps().size();
        return plan.more() && missing > 0 ? plan.then(Window.plan(rows, head, plan.end(), cutoff, missing)) : plan;
    }

    private boolean isCurrent(Window.Plan plan, FolderRow folder) {
        return store.read(rows -> rows.head(folder.id())).version() == plan.version();
    }

    private Window.Plan plan(StateRow state, Place cutoff, int size) {
        return store.read(rows -> Window.plan(rows, rows.head(state.collection()), state, cutoff, size));
    }

    private Place cutoff(Options wanted) {
        return Filter.cutoff(wanted.filterType(), clock.instant()).orElse(Place.BOTTOM);
    }

    /** Drafts are for 16.0 and later (MS-ASCMD_R5916); the Outbox and mere nodes of the hierarchy never hold anything. */
    private static boolean holds(Session session, FolderRow folder) {
        return folder.selectable()
                && !folder.remote().isEmpty()
                && (folder.type() != FolderType.Drafts || session.version().since(Version.V16_0));
    }

    /**
     * Asks the host about many folders in one round trip, if it can tell. Who then comes for one of them with the same
     * moment pays for those only in which something happened. A host that is away is away for each of them; any other
     * failure is left to the folder that it concerns.
     *
     * @param waiting whether that nothing came or went is enough, where the host cannot tell of flags
     */
    public void glance(Session session, Collection<Long> collections, Since since, boolean waiting)
            throws BackendException {
        if (collections.size() < 2) return;
        var folders = collections.stream()
                .distinct()
                .flatMap(collection -> positions.folder(session, collection).stream())
                .filter(folder -> holds(session, folder))
                .toList();
        try {
            if (waiting) index.skim(session.backend(), folders, since);
            else index.glance(session.backend(), folders, since);
        } catch (BackendException e) {
            if (e.kind() == Kind.UNAVAILABLE || e.kind() == Kind.LOGIN) throw e;
        }
    }

    /** @param waiting as for {@link #glance} */
    public Pending pending(Session session, long collection, Since since, boolean waiting) throws BackendException {
        Positions.Latest latest = positions.latest(session, collection);
        Optional<FolderRow> folder = latest.folder();
        Optional<StateRow> state = latest.state();
        if (folder.isEmpty()) return Pending.NO_FOLDER;
        if (state.isEmpty()) return Pending.NOT_BEGUN;
        if (!holds(session, folder.get())) return Pending.NOTHING;
        if (!waiting || !index.isSkimmed(folder.get(), since)) index.refresh(session.backend(), folder.get(), since);
        conversations.learn(
                session, folder.get(), state.get().conversationMode().on());
        return pendingIn(state.get(), options.read(state.get().options()));
    }

    private Pending pendingIn(StateRow state, Options wanted) {
        return store.read(rows -> Window.pending(rows, rows.head(state.collection()), state, cutoff(wanted)));
    }

    /**
     * @param asked Options of the request, else the last ones are meant
     * @param conversation ConversationMode of the request, else the last one is meant
     */
    public Estimate estimate(
            Session session,
            long collection,
            String key,
            Optional<Options> asked,
            Optional<Boolean> conversation,
            Since since)
            throws BackendException {
        Positions.Found found = positions.find(session, collection, key);
        Optional<FolderRow> folder = found.folder();
        if (folder.isEmpty()) return new Estimate.NoSuchFolder();
        if (key.equals(SyncKeys.INITIAL)) return new Estimate.NotBegun();
        if (found.position().isEmpty()) return new Estimate.InvalidKey();
        if (!holds(session, folder.get())) return new Estimate.Count(0);
        index.refresh(session.backend(), folder.get(), since);
        StateRow last = found.position().get().state();
        StateRow state = States.conversations(last, conversations(session, conversation, last));
        conversations.learn(session, folder.get(), state.conversationMode().on());
        Place cutoff = cutoff(asked.orElseGet(() -> options.read(state.options())));
        return new Estimate.Count(store.read(rows -> Window.estimate(rows, rows.head(collection), state, cutoff)));
    }

    /** Counts what is known to have happened in a folder. */
    public long version(long collection) {
        return store.read(rows -> rows.head(collection)).version();
    }

    /** The host's name of a collection; empty if there is none that can be watched. */
    public Optional<String> remote(Session session, long collection) {
        return positions
                .folder(session, collection)
                .filter(f -> holds(session, f))
                .map(FolderRow::remote);
    }

    public boolean exists(Session session, long collection) {
        return positions.folder(session, collection).isPresent();
    }

    /** Does something in the device's turn. */
    <T> T inTurnOf(Session session, Turns.Work<T> work) throws BackendException {
        return turns.in(new DeviceKey(session.account(), session.device()), work);
    }

    /** Forgets what was kept for devices that did not come. */
    public void sweep() {
        shared.sweep();
    }

    /** Items by what is in them, for Search and Find. */
    public Finder finder() {
        return new Finder(store, index, notes, shared);
    }

    /** Items by their ids, for ItemOperations and MoveItems. */
    public Items items() {
        return new Items(store, mover, new Marker(store, index, notes, clock), notes, shared, this);
    }

    /** For the Move of ItemOperations. */
    public ConversationMoves conversationMoves() {
        return new ConversationMoves(store, finder(), mover, clock);
    }

    /** For EmptyFolderContents. */
    public Emptying emptying() {
        return new Emptying(store, index);
    }
}
