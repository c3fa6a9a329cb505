package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Fingerprints.Fingerprint;
import org.mailspan.backend.Refusals.Refusal;
import org.mailspan.backend.Refusals.Why;

/** What is known of passwords that were tried, and who may try another. Guarded by the lock of {@link Backends}. */
final class Verdicts {
    /** Accounts and passwords of which is remembered that they were good. */
    private static final int REMEMBERED = 10_000;

    private final Duration grace;
    private final Refusals refusals = new Refusals();
    private final Attempts attempts = new Attempts();
    /** What the host took last of each account. */
    private final Map<String, Fingerprint> lastGood = new Remembered<>();
    /** Passwords that were let in before: nobody guesses them. */
    private final Map<Fingerprint, Boolean> letIn = new Remembered<>();

    Verdicts(Duration grace) {
        this.grace = grace;
    }

    private static final class Remembered<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED;
        }
    }

    /**
     * One password of one account.
     *
     * @param sent the password as it was sent
     * @param atHost the one that the host is asked about; nothing while it is not known what the other opens
     * @param key as in {@link Keys.Opened}
     * @param attempt nothing for what is no guess
     */
    record Trial(
            String id, Fingerprint sent, @Nullable Fingerprint atHost, String key, Attempts.@Nullable Attempt attempt) {
        Trial opened(Fingerprint asked, String with) {
            return new Trial(id, sent, asked, with, attempt);
        }
    }

    /** What is refused without asking anybody. */
    Optional<Refusal> standing(Fingerprint password, Instant now) {
        return refusals.last(password).filter(last -> now.isBefore(last.until()));
    }

    /** A password that was good before is no guess. */
    Attempts.Admission admit(String id, Fingerprint sent, Optional<String> named, String network, Instant now) {
        return letIn.get(sent) != null ? new Attempts.Admission.Let(null) : attempts.admit(network, id, named, now);
    }

    void good(Trial trial, Instant now) {
        if (trial.attempt != null) trial.attempt.good(now);
        refusals.forget(trial.sent);
        letIn.put(trial.sent, true);
        if (trial.atHost == null) return;
        refusals.forget(trial.atHost);
        lastGood.put(trial.id, trial.atHost);
    }

    Refusal refused(Trial trial, Kind kind, Instant now) {
        boolean guess = kind == Kind.LOGIN && trial.key.isEmpty() && !wasGood(trial);
        if (trial.attempt != null && guess) trial.attempt.wrong(now);
        else if (trial.attempt != null) trial.attempt.undecided();
        if (trial.atHost != null) return refusals.copy(trial.sent, ofHost(trial, trial.atHost, kind, now));
        return refusals.add(trial.id, trial.sent, kind == Kind.LOGIN ? Why.BAD : Why.DOWN, now);
    }

    private Refusal ofHost(Trial trial, Fingerprint asked, Kind kind, Instant now) {
        // Another password that stands for the same one was refused a moment ago.
        Optional<Refusal> standing = standing(asked, now);
        if (standing.isPresent()) return standing.get();
        if (kind != Kind.LOGIN) return refusals.add(trial.id, asked, Why.DOWN, now);
        // Once another password was good after it, an old one is simply wrong.
        if (!wasGood(trial)) return refusals.add(trial.id, asked, Why.BAD, now);
        Refusal doubt = refusals.add(trial.id, asked, Why.DOUBTED, now);
        if (now.isBefore(doubt.since().plus(grace))) return doubt;
        lastGood.remove(trial.id);
        return refusals.add(trial.id, asked, Why.BAD, now);
    }

    /** One that somebody left here was good when it was left. */
    private boolean wasGood(Trial trial) {
        if (trial.atHost == null) return false;
        Fingerprint good = lastGood.get(trial.id);
        if (good != null || trial.key.isEmpty()) return trial.atHost.equals(good);
        return refusals.last(trial.atHost).map(Refusal::why).orElse(Why.DOUBTED) != Why.BAD;
    }

    void reconsider(String id) {
        refusals.forgetAll(id);
    }

    void sweep(Instant now) {
        refusals.sweep(now);
    }
}
