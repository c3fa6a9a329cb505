package org.mailspan.command;

import static org.mailspan.wbxml.Ping.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Status;
import org.mailspan.push.ChangeHub;
import org.mailspan.push.Held;
import org.mailspan.push.Watchers;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Pending;
import org.mailspan.sync.Session;
import org.mailspan.sync.Since;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.Element;

/** Waits until something happens in one of the device's folders, MS-ASCMD 2.2.1.13. */
final class Ping implements WaitingCommand {
    /** MS-ASCMD 2.2.3.177.11. */
    enum PingStatus implements Status {
        Expired(1),
        Changed(2),
        MissingParameters(3),
        SyntaxError(4),
        HeartbeatOutOfBounds(5),
        TooManyFolders(6),
        FolderSyncRequired(7),
        ServerError(8);

        private final int code;

        PingStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Android hangs up five seconds after the heartbeat (quirk H1): the answer must be on its way by then. */
    private static final Duration AHEAD = Duration.ofSeconds(1);

    /** So often a folder is looked at again that the host could not open. */
    static final Duration WHILE_SICK = Duration.ofMinutes(1);

    private final SyncEngine engine;
    private final Hierarchy hierarchy;
    private final Watchers watchers;
    private final PingParameters parameters;
    private final CommandLimits limits;
    private final Restless restless;

    Ping(
            SyncEngine engine,
            Hierarchy hierarchy,
            Watchers watchers,
            PingParameters parameters,
            CommandLimits limits,
            Restless restless) {
        this.engine = engine;
        this.hierarchy = hierarchy;
        this.watchers = watchers;
        this.parameters = parameters;
        this.limits = limits;
        this.restless = restless;
    }

    @Override
    public Vigil begin(Call call) {
        if (call.request().isPresent() && !call.request().get().tag().equals(Ping))
            return Vigil.over(status(PingStatus.SyntaxError));
        var session = new Session(call.backend(), call.deviceId(), call.version());
        return switch (parameters.of(session, call.request())) {
            case PingParameters.Malformed() -> Vigil.over(status(PingStatus.SyntaxError));
            case PingParameters.Missing() -> Vigil.over(status(PingStatus.MissingParameters));
            // Not Status 4: phones would ask again at once with the same ids, as after a change of servers (quirk H2).
            case PingParameters.UnknownFolder() -> Vigil.over(status(PingStatus.FolderSyncRequired));
            case PingParameters.Known known -> {
                Optional<Reply> refused = refusal(session, known);
                if (refused.isPresent()) yield Vigil.over(refused.get());
                parameters.remember(session, known);
                yield new Waiting(session, known, call.held());
            }
        };
    }

    private Optional<Reply> refusal(Session session, PingParameters.Known asked) {
        if (asked.heartbeat().compareTo(limits.shortest()) < 0) return Optional.of(outOfBounds(limits.shortest()));
        if (asked.heartbeat().compareTo(limits.longest()) > 0) return Optional.of(outOfBounds(limits.longest()));
        if (asked.folders().size() > limits.pingFolders())
            return Optional.of(new Reply.Document(Element.of(
                    Ping,
                    Element.of(org.mailspan.wbxml.Ping.Status, PingStatus.TooManyFolders.code()),
                    Element.of(MaxFolders, limits.pingFolders()))));
        for (long folder : asked.folders())
            if (!engine.exists(session, folder)) return Optional.of(status(PingStatus.FolderSyncRequired));
        return Optional.empty();
    }

    private final class Waiting implements Vigil {
        private final Session session;
        private final Duration heartbeat;
        private final Held held;
        private final Map<String, Long> remotes;
        private final Watchers.Waiting watched;
        private final ChangeHub.Subscription subscription;
        private ChangeHub.@Nullable Woken woken;
        /** Folders that the host could not open when they were looked at. */
        private final Set<String> sick = new HashSet<>();

        private long end;

        /** Subscribes, so before the first look. */
        Waiting(Session session, PingParameters.Known asked, Held held) {
            this.session = session;
            this.held = held;
            heartbeat = asked.heartbeat().minus(ahead(asked));
            remotes = remotes(session, asked.folders());
            watched = watchers.waitFor(session.backend(), remotes.keySet());
            subscription = watched.subscription().gathering(limits.gather());
        }

        @Override
        public Optional<Reply> look() throws BackendException {
            try {
                return woken == null ? first() : again(woken);
            } catch (BackendException e) {
                return switch (e.kind()) {
                    case FOLDER_GONE -> Optional.of(status(PingStatus.FolderSyncRequired));
                    // Not Status 8: phones would ask again at once (quirk H2). The 503 makes them wait.
                    case LOGIN, UNAVAILABLE -> throw e;
                    case ITEM_GONE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED ->
                        Optional.of(status(PingStatus.ServerError));
                };
            }
        }

        private Optional<Reply> first() throws BackendException {
            List<Long> changed = firstLook(session, remotes, subscription, sick);
            end = System.nanoTime() + held.within(heartbeat).toNanos();
            return told(session, changed);
        }

        private Optional<Reply> again(ChangeHub.Woken woken) throws BackendException {
            if (woken.hierarchyChanged() && hierarchy.hasNews(session))
                return Optional.of(status(PingStatus.FolderSyncRequired));
            var folders = new HashSet<>(woken.folders());
            folders.addAll(sick);
            sick.clear();
            Optional<Reply> told = told(session, changed(session, remotes, folders, woken, sick));
            boolean over = end - System.nanoTime() <= 0 || held.ended().isPresent();
            return told.isEmpty() && over ? Optional.of(status(PingStatus.Expired)) : told;
        }

        @Override
        public void await() throws InterruptedException {
            long left = end - System.nanoTime();
            woken = subscription.await(
                    Duration.ofNanos(sick.isEmpty() ? left : Math.min(left, WHILE_SICK.toNanos())), held);
        }

        @Override
        public void close() {
            watched.close();
        }
    }

    private Optional<Reply> told(Session session, List<Long> changed) {
        if (changed.isEmpty()) return Optional.empty();
        restless.told(session, changed.stream().distinct().collect(Collectors.toMap(f -> f, engine::version)));
        return Optional.of(new Reply.Document(Element.of(
                Ping,
                Element.of(org.mailspan.wbxml.Ping.Status, PingStatus.Changed.code()),
                Element.of(Folders, changed.stream().map(id -> Element.of(Folder, id))))));
    }

    private static Duration ahead(PingParameters.Known asked) {
        return asked.heartbeat().compareTo(AHEAD.multipliedBy(10)) > 0 ? AHEAD : Duration.ZERO;
    }

    private Map<String, Long> remotes(Session session, Set<Long> folders) {
        var remotes = new LinkedHashMap<String, Long>();
        for (long folder : folders) engine.remote(session, folder).ifPresent(name -> remotes.put(name, folder));
        return remotes;
    }

    /** What came since the last Sync ends the Ping at once if it is an arrival, else after the time of gathering. */
    private List<Long> firstLook(
            Session session, Map<String, Long> remotes, ChangeHub.Subscription subscription, Set<String> sick)
            throws BackendException {
        var arrived = new ArrayList<Long>();
        Since since = Since.now();
        engine.glance(session, remotes.values(), since, true);
        for (var folder : remotes.entrySet())
            switch (pending(session, folder, since, true, sick)) {
                case ARRIVALS -> {
                    if (!isToldEnough(session, folder.getValue())) arrived.add(folder.getValue());
                }
                case OTHER -> {
                    if (!isToldEnough(session, folder.getValue())) subscription.mark(folder.getKey(), false);
                }
                case NOTHING, NOT_BEGUN, NO_FOLDER -> {}
            }
        return arrived;
    }

    private boolean isToldEnough(Session session, long folder) {
        return restless.isToldEnough(session, folder, engine.version(folder));
    }

    /**
     * Only folders whose Sync will have something: else phones ask every second (quirk H6). The host is asked once for all
     * devices that were woken, by whichever comes first.
     */
    private List<Long> changed(
            Session session, Map<String, Long> remotes, Set<String> folders, ChangeHub.Woken woken, Set<String> sick)
            throws BackendException {
        var changed = new ArrayList<Long>();
        var since = new Since(woken.nanos());
        var named = new HashSet<>(woken.folders());
        named.removeAll(woken.unsure());
        engine.glance(session, ids(remotes, named), since, false);
        engine.glance(session, ids(remotes, woken.unsure()), since, true);
        for (var folder : remotes.entrySet()) {
            if (!folders.contains(folder.getKey())) continue;
            Pending pending = pending(session, folder, since, woken.unsure().contains(folder.getKey()), sick);
            if (pending != Pending.NOTHING && pending != Pending.NO_FOLDER) changed.add(folder.getValue());
        }
        return changed;
    }

    private static List<Long> ids(Map<String, Long> remotes, Set<String> names) {
        return names.stream()
                .flatMap(name -> Optional.ofNullable(remotes.get(name)).stream())
                .toList();
    }

    /**
     * A folder that cannot be opened has nothing to tell: phones would ask every second for it (quirk H6). Nor has one that
     * cannot be opened now, if the host is there otherwise: with a 503 a mailbox that is broken at the host would end the
     * push of all others, for as long as it is. It is looked at again.
     */
    private Pending pending(
            Session session, Map.Entry<String, Long> folder, Since since, boolean waiting, Set<String> sick)
            throws BackendException {
        try {
            return engine.pending(session, folder.getValue(), since, waiting);
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN -> throw e;
                case UNAVAILABLE -> {
                    hierarchy.hasNews(session);
                    sick.add(folder.getKey());
                    yield Pending.NOTHING;
                }
                case FOLDER_GONE -> {
                    if (hierarchy.hasNews(session)) throw e;
                    yield Pending.NOTHING;
                }
                case ITEM_GONE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> Pending.NOTHING;
            };
        }
    }

    private static Reply status(PingStatus status) {
        return new Reply.Document(Element.of(Ping, Element.of(org.mailspan.wbxml.Ping.Status, status.code())));
    }

    private static Reply outOfBounds(Duration nearest) {
        return new Reply.Document(Element.of(
                Ping,
                Element.of(org.mailspan.wbxml.Ping.Status, PingStatus.HeartbeatOutOfBounds.code()),
                Element.of(HeartbeatInterval, nearest.toSeconds())));
    }
}
