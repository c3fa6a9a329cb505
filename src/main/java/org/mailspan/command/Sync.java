package org.mailspan.command;

import static org.mailspan.wbxml.AirSync.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.command.SyncAnswer.SyncStatus;
import org.mailspan.push.ChangeHub;
import org.mailspan.push.Held;
import org.mailspan.push.Watchers;
import org.mailspan.sync.Budget;
import org.mailspan.sync.CollectionRequest;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Outcome;
import org.mailspan.sync.Session;
import org.mailspan.sync.Since;
import org.mailspan.sync.Submission;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.Element;

/** Synchronises collections, MS-ASCMD 2.2.1.21. */
final class Sync implements WaitingCommand {
    static final int MAX_COLLECTIONS = 200;

    private final SyncEngine engine;
    private final Watchers watchers;
    private final LastRequests last;
    private final CommandLimits limits;
    private final Submission submission;
    private final Restless restless;
    private final Hierarchy hierarchy;

    Sync(
            SyncEngine engine,
            Hierarchy hierarchy,
            Watchers watchers,
            LastRequests last,
            CommandLimits limits,
            Submission submission,
            Restless restless) {
        this.engine = engine;
        this.hierarchy = hierarchy;
        this.watchers = watchers;
        this.last = last;
        this.limits = limits;
        this.submission = submission;
        this.restless = restless;
    }

    /** What came of one collection, none for one that breaks the protocol, and how it is told. */
    private record Done(SyncCollection asked, Optional<Outcome> outcome, Element told) {
        boolean isQuiet() {
            return outcome.isPresent()
                    && outcome.get() instanceof Outcome.Synced synced
                    && !synced.news()
                    && !synced.more();
        }

        boolean hostFailed() {
            return outcome.isPresent()
                    && outcome.get() instanceof Outcome.Failed(BackendException why)
                    && (why.kind() == Kind.UNAVAILABLE || why.kind() == Kind.LOGIN);
        }
    }

    @Override
    public Vigil begin(Call call) throws BackendException {
        var session = new Session(call.backend(), call.deviceId(), call.version());
        Optional<Element> whole = last.complete(session, call.request());
        if (whole.isEmpty()) return refused(SyncStatus.IncompleteRequest);
        Element request = whole.get();
        if (!request.tag().equals(Sync)) return refused(SyncStatus.ProtocolError);
        List<SyncCollection> asked =
                request.all(Collections, Collection).map(SyncCollection::of).toList();
        boolean named = asked.stream().allMatch(SyncCollection::isNamed);
        if (asked.isEmpty() || !named || hasDoubles(asked)) return refused(SyncStatus.ProtocolError);
        if (asked.size() > MAX_COLLECTIONS)
            return refused(SyncAnswer.limited(SyncStatus.TooManyCollections, MAX_COLLECTIONS));
        var wait = SyncWait.of(request);
        if (wait.refusal().isPresent()) return refused(wait.refusal().get());
        if (SyncCollection.window(request) < 0) return refused(SyncStatus.ProtocolError);
        last.remember(session, request);
        restless.fetched(session);
        if (wait.time().isZero()) return Vigil.over(answer(session, request, asked, Since.now(), Optional.empty()));
        return new Waiting(session, request, asked, wait.time(), call.held());
    }

    private static Vigil refused(SyncStatus status) {
        return refused(SyncAnswer.whole(status));
    }

    private static Vigil refused(Element answer) {
        return Vigil.over(new Reply.Document(answer));
    }

    private static boolean hasDoubles(List<SyncCollection> asked) {
        return asked.stream().map(SyncCollection::identity).distinct().count() < asked.size();
    }

    /** Nothing to tell is an empty body; a host that failed everywhere is a 503, which phones take more calmly. */
    private Reply reply(Session session, List<Done> done, Laid laid, Optional<Waiting> waiting)
            throws BackendException {
        if (isNothing(session, done, waiting)) return new Reply.Empty();
        if (done.stream().allMatch(Done::hostFailed)
                && done.getFirst().outcome().orElseThrow() instanceof Outcome.Failed(BackendException why)) throw why;
        return laid.reply(Element.of(
                Sync, Element.of(Collections, done.stream().map(Done::told).toList())));
    }

    private boolean isNothing(Session session, List<Done> done, Optional<Waiting> waiting) throws BackendException {
        boolean sick = false;
        for (Done one : done) {
            if (one.isQuiet()) continue;
            if (waiting.isEmpty() || !isClosed(session, one)) return false;
            sick |= one.hostFailed();
        }
        boolean found = sick;
        waiting.ifPresent(who -> who.sick = found);
        return true;
    }

    /**
     * Whether a folder cannot be opened, and the device knows as much of it as there is to know. Told at once, it would ask
     * again at once: phones that take no notice of Status 12 (quirk D10), and those whom no FolderSync tells more. Of an id
     * that was never ours it is told: nothing else leads out of that.
     */
    private boolean isClosed(Session session, Done done) throws BackendException {
        Optional<CollectionRequest> looking = done.asked
                .request()
                .filter(request -> !request.isInitial() && request.commands().isEmpty());
        if (looking.isEmpty() || done.outcome.isEmpty()) return false;
        return switch (done.outcome.get()) {
            case Outcome.Synced _, Outcome.InvalidKey() -> false;
            case Outcome.NoSuchFolder() ->
                hierarchy.isTold(session, looking.get().collection());
            case Outcome.Failed(BackendException why) ->
                switch (why.kind()) {
                    case LOGIN -> false;
                    // as in Ping: the host is there otherwise, or this throws
                    case UNAVAILABLE -> {
                        hierarchy.hasNews(session);
                        yield true;
                    }
                    case FOLDER_GONE, ITEM_GONE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> true;
                };
        };
    }

    private Reply answer(
            Session session, Element request, List<SyncCollection> asked, Since since, Optional<Waiting> waiting)
            throws BackendException {
        var laid = new Laid();
        try {
            return reply(session, run(session, request, asked, laid, since), laid, waiting);
        } catch (BackendException | RuntimeException e) {
            laid.close();
            throw e;
        }
    }

    private final class Waiting implements Vigil {
        private final Session session;
        private final Element request;
        private final List<SyncCollection> asked;
        private final Duration wait;
        private final Held held;
        private final Watchers.Waiting watched;
        private ChangeHub.@Nullable Woken woken;
        /** Whether there is a folder that the host could not open. */
        private boolean sick;

        private long end;

        /** Subscribes, so before the first look. */
        Waiting(Session session, Element request, List<SyncCollection> asked, Duration wait, Held held) {
            this.session = session;
            this.request = request;
            this.asked = asked;
            this.wait = wait;
            this.held = held;
            watched = watchers.waitFor(session.backend(), remotes(session, asked));
        }

        @Override
        public Optional<Reply> look() throws BackendException {
            if (woken != null && isEnded(woken)) return Optional.of(new Reply.Empty());
            Reply answer = answer(session, request, asked, since(), Optional.of(this));
            if (woken == null) end = System.nanoTime() + held.within(wait).toNanos();
            boolean timeUp = woken != null && end - System.nanoTime() <= 0;
            return timeUp || !(answer instanceof Reply.Empty) ? Optional.of(answer) : Optional.empty();
        }

        /** What was heard is asked about once for all devices that were woken by it. */
        private Since since() {
            return woken == null || woken.folders().isEmpty() ? Since.now() : new Since(woken.nanos());
        }

        /** What happened until a stop is still told; nobody would take what is told after any other end. */
        private boolean isEnded(ChangeHub.Woken woken) {
            Optional<Held.End> end = held.ended();
            if (end.isEmpty()) return false;
            return end.get() != Held.End.STOPPING || woken.folders().isEmpty() && !woken.hierarchyChanged();
        }

        @Override
        public void await() throws InterruptedException {
            long left = end - System.nanoTime();
            woken = watched.subscription()
                    .gathering(wait)
                    .await(Duration.ofNanos(sick ? Math.min(left, Ping.WHILE_SICK.toNanos()) : left), held);
        }

        @Override
        public void close() {
            watched.close();
        }
    }

    private Set<String> remotes(Session session, List<SyncCollection> asked) {
        var names = new HashSet<String>();
        for (SyncCollection one : asked)
            one.request().flatMap(r -> engine.remote(session, r.collection())).ifPresent(names::add);
        return names;
    }

    /** Collections of which the host will be asked what is new. */
    private static List<Long> begun(List<SyncCollection> asked) {
        return asked.stream()
                .flatMap(one -> one.request().stream())
                .filter(request -> !request.isInitial() && request.getChanges())
                .map(CollectionRequest::collection)
                .toList();
    }

    private List<Done> run(Session session, Element request, List<SyncCollection> asked, Laid laid, Since since)
            throws BackendException {
        int window = request.has(WindowSize) ? SyncCollection.window(request) : 512;
        engine.glance(session, begun(asked), since, false);
        var budget = new Budget(window, limits.answerOctets(), limits.answerTime(), since);
        var done = new ArrayList<Done>();
        for (SyncCollection one : asked) {
            Optional<CollectionRequest> wanted = one.request().filter(_ -> !one.hasUnsupportedPart(session.version()));
            done.add(
                    wanted.isEmpty()
                            ? new Done(one, Optional.empty(), SyncAnswer.broken(one, session.version()))
                            : engine.sync(session, wanted.get(), budget, submission, o -> told(session, one, o, laid)));
        }
        return done;
    }

    private Done told(Session session, SyncCollection asked, Outcome outcome, Laid laid) throws BackendException {
        Outcome whole = new SyncMail(session, new LongMail(engine.items(), laid)).complete(outcome);
        return new Done(asked, Optional.of(outcome), SyncAnswer.collection(asked, whole, session.version()));
    }
}
