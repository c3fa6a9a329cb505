package org.mailspan.command;

import static org.mailspan.wbxml.Ping.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Status;
import org.mailspan.push.ChangeHub;
import org.mailspan.push.Watchers;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Pending;
import org.mailspan.sync.Session;
import org.mailspan.sync.Since;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.Element;

/** Waits until something happens in one of the device's folders, MS-ASCMD 2.2.1.13. */
final class Ping implements Command {
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
    public Reply handle(Call call) throws Exception {
        if (call.request().isPresent() && !call.request().get().tag().equals(Ping))
            return status(PingStatus.SyntaxError);
        var session = new Session(call.backend(), call.deviceId(), call.version());
        return switch (parameters.of(session, call.request())) {
            case PingParameters.Malformed() -> status(PingStatus.SyntaxError);
            case PingParameters.Missing() -> status(PingStatus.MissingParameters);
            // Not Status 4: phones would ask again at once with the same ids, as after a change of servers (quirk H2).
            case PingParameters.UnknownFolder() -> status(PingStatus.FolderSyncRequired);
            case PingParameters.Known known -> checked(call, session, known);
        };
    }

    private Reply checked(Call call, Session session, PingParameters.Known asked) throws Exception {
        if (asked.heartbeat().compareTo(limits.shortest()) < 0) return outOfBounds(limits.shortest());
        if (asked.heartbeat().compareTo(limits.longest()) > 0) return outOfBounds(limits.longest());
        if (asked.folders().size() > limits.pingFolders())
            return new Reply.Document(Element.of(
                    Ping,
                    Element.of(org.mailspan.wbxml.Ping.Status, PingStatus.TooManyFolders.code()),
                    Element.of(MaxFolders, limits.pingFolders())));
        for (long folder : asked.folders())
            if (!engine.exists(session, folder)) return status(PingStatus.FolderSyncRequired);
        parameters.remember(session, asked);
        try {
            return held(call, session, asked);
        } catch (BackendException e) {
            return switch (e.kind()) {
                case FOLDER_GONE -> status(PingStatus.FolderSyncRequired);
                // Not Status 8: phones would ask again at once (quirk H2). The 503 makes them wait.
                case LOGIN, UNAVAILABLE -> throw e;
                case ITEM_GONE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> status(PingStatus.ServerError);
            };
        }
    }

    private Reply held(Call call, Session session, PingParameters.Known asked) throws Exception {
        Map<String, Long> remotes = remotes(session, asked.folders());
        try (var waiting = watchers.waitFor(session.backend(), remotes.keySet())) {
            var subscription = waiting.subscription().gathering(limits.gather());
            List<Long> changed = firstLook(session, remotes, subscription);
            Duration heartbeat = asked.heartbeat().minus(ahead(asked));
            long end = System.nanoTime() + call.held().within(heartbeat).toNanos();
            while (changed.isEmpty()) {
                var left = Duration.ofNanos(end - System.nanoTime());
                ChangeHub.Woken woken = subscription.await(left, call.held());
                if (woken.hierarchyChanged() && hierarchy.hasNews(session))
                    return status(PingStatus.FolderSyncRequired);
                changed = look(session, remotes, woken.folders());
                if (changed.isEmpty()
                        && (left.isNegative() || call.held().ended().isPresent())) return status(PingStatus.Expired);
            }
            restless.told(session, changed.stream().distinct().collect(Collectors.toMap(f -> f, engine::version)));
            return new Reply.Document(Element.of(
                    Ping,
                    Element.of(org.mailspan.wbxml.Ping.Status, PingStatus.Changed.code()),
                    Element.of(Folders, changed.stream().map(id -> Element.of(Folder, id)))));
        }
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
    private List<Long> firstLook(Session session, Map<String, Long> remotes, ChangeHub.Subscription subscription)
            throws BackendException {
        var arrived = new ArrayList<Long>();
        Since since = engine.glance(session, remotes.values());
        for (var folder : remotes.entrySet())
            switch (pending(session, folder.getValue(), since)) {
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

    /** Only folders whose Sync will have something: else phones ask every second (quirk H6). */
    private List<Long> look(Session session, Map<String, Long> remotes, Set<String> woken) throws BackendException {
        var changed = new ArrayList<Long>();
        Since since = Since.now();
        for (String remote : woken) {
            Optional<Long> folder = Optional.ofNullable(remotes.get(remote));
            if (folder.isEmpty()) continue;
            Pending pending = pending(session, folder.get(), since);
            if (pending != Pending.NOTHING && pending != Pending.NO_FOLDER) changed.add(folder.get());
        }
        return changed;
    }

    /** A folder that cannot be opened has nothing to tell: phones would ask every second for it (quirk H6). */
    private Pending pending(Session session, long folder, Since since) throws BackendException {
        try {
            return engine.pending(session, folder, since);
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE -> throw e;
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
