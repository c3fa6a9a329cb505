package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.imap.FolderIdle.State;

/**
 * IDLE on folders that somebody waits for, as many as there are connections to spare; those first in which mail arrived
 * last. Used by the watching thread, but for what the single ones tell.
 */
final class SpareIdles {
    private final Spares spares;
    private final Pace pace;
    private final Watching.Post post;
    private final Duration read;
    private final Runnable turned;
    private final Map<String, FolderIdle> running = new HashMap<>();
    /** A folder to the number of its last arrival. */
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    private final AtomicLong count = new AtomicLong();
    private long restUntil = System.nanoTime();

    /**
     * @param read the timeout of commands, which IDLE changes
     * @param turned run when it should be asked again what is told of; by any thread
     */
    SpareIdles(Spares spares, Pace pace, Watching.Post post, Duration read, Runnable turned) {
        this.spares = spares;
        this.pace = pace;
        this.post = post;
        this.read = read;
        this.turned = turned;
    }

    /** Mail came into this folder, whoever noticed. From any thread. */
    void arrived(String folder) {
        arrivals.put(folder, count.incrementAndGet());
    }

    /** Those of the folders of which the host tells now. */
    Set<String> telling(Set<String> folders) {
        var telling = new HashSet<String>();
        running.forEach((folder, idle) -> {
            if (idle.state() == State.TELLING && folders.contains(folder)) telling.add(folder);
        });
        return telling;
    }

    /** Sees to it that those folders are idled on of which it is worth most. */
    void spreadOver(Set<String> folders) {
        running.values().removeIf(this::isOver);
        var ranked = new ArrayList<>(folders);
        ranked.sort(Comparator.comparingLong((String folder) -> -arrivals.getOrDefault(folder, 0L))
                .thenComparing(Comparator.naturalOrder()));
        for (String folder : ranked) if (!running.containsKey(folder) && !start(folder)) break;
        giveWay(ranked);
    }

    /** One that work called back comes again after a round: each coming and going costs the host some commands. */
    private boolean isOver(FolderIdle idle) {
        return switch (idle.state()) {
            case BEGINNING, TELLING -> false;
            case ENDED -> true;
            case RECALLED -> rested(pace.round());
            case LOST -> rested(pace.lastBackoff());
            // a limit below ours; some hosts count each try as a bad login
            case REFUSED -> rested(pace.lastBackoff().multipliedBy(12));
        };
    }

    private boolean rested(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        if (until - restUntil > 0) restUntil = until;
        return true;
    }

    private boolean start(String folder) {
        if (System.nanoTime() - restUntil < 0) return false;
        var idle = FolderIdle.start(spares, folder, pace, read, new Told(folder));
        idle.ifPresent(one -> running.put(folder, one));
        return idle.isPresent();
    }

    /** Those of the highest rank are to have what there is. */
    private void giveWay(List<String> ranked) {
        Set<String> chosen = Set.copyOf(ranked.subList(0, Math.min(running.size(), ranked.size())));
        running.forEach((folder, idle) -> {
            if (!chosen.contains(folder)) idle.end();
        });
    }

    void close() {
        running.values().forEach(FolderIdle::end);
    }

    private final class Told implements FolderIdle.Listener {
        private final String folder;

        private Told(String folder) {
            this.folder = folder;
        }

        @Override
        public void telling() {
            post.signal(new Signal.Arrived(folder));
            turned.run();
        }

        @Override
        public void signal(Signal signal) {
            if (signal instanceof Signal.Arrived) arrived(folder);
            post.signal(signal);
        }

        @Override
        public void over() {
            turned.run();
        }
    }
}
