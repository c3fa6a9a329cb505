package org.mailspan.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.mailspan.backend.Account;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Keys;
import org.mailspan.store.AppPasswordRow;
import org.mailspan.store.DecisionReads;
import org.mailspan.store.Decisions;
import org.mailspan.store.MailPasswordRow;

/** Opens mailboxes with app passwords: the mail password behind them goes to the host, and never to a phone. */
public final class AppPasswords implements Keys {
    private static final Duration USE_NOTED = Duration.ofHours(1);
    /** In place of an id, which has other letters. */
    private static final String PROVEN = "proven";

    private final Decisions decisions;
    private final PasswordSettings settings;
    private final InstantSource clock;
    private final SlowHash slowHash = new SlowHash();
    /** In place of a password, from who proved by other means who he is; known to this process alone. */
    private final String token = token();

    /** As the store has it; written on its reading connection alone. */
    private volatile Map<Name, Standing> standing = Map.of();

    private volatile Map<String, Instant> stored = Map.of();

    private record Name(String account, String id) {}

    /** @param device empty before the first use */
    private record Standing(String device, Instant made) {}

    /** Told what was changed by whoever: quick, and on a thread of the store. */
    public interface Changes {
        /** Some passwords were taken back. */
        void recalled(BiPredicate<String, String> stands);

        /** One of them was that of a device. */
        void ended(String account, String deviceId);

        /** Another mail password is stored. */
        void renewed(String account);
    }

    public AppPasswords(Decisions decisions, PasswordSettings settings, InstantSource clock) {
        this.decisions = decisions;
        this.settings = settings;
        this.clock = clock;
    }

    /** How many slow hashes ran. */
    long hashes() {
        return slowHash.count();
    }

    public void follow(Changes changes) {
        decisions.follow(rows -> look(rows, changes));
    }

    private void look(DecisionReads rows, Changes changes) {
        var now = new HashMap<Name, Standing>();
        for (AppPasswordRow row : rows.appPasswords())
            now.put(new Name(row.account(), row.id()), new Standing(row.device(), row.made()));
        var storedNow = new HashMap<String, Instant>();
        for (MailPasswordRow row : rows.mailPasswords()) storedNow.put(row.account(), row.changed());
        Map<Name, Standing> before = standing;
        Map<String, Instant> storedBefore = stored;
        standing = now;
        stored = storedNow;
        // One that was taken back and made again under the same id is another one.
        var gone = new HashMap<>(before);
        gone.entrySet()
                .removeIf(was -> Optional.ofNullable(now.get(was.getKey()))
                        .filter(is -> is.made.equals(was.getValue().made))
                        .isPresent());
        if (!gone.isEmpty()) {
            BiPredicate<String, String> stands = (account, id) -> {
                var name = new Name(account, id);
                return id.equals(PROVEN)
                        ? storedNow.containsKey(account)
                        : now.containsKey(name) && !gone.containsKey(name);
            };
            changes.recalled(stands);
            gone.forEach((name, was) -> {
                if (!was.device.isEmpty()) changes.ended(name.account, was.device);
            });
        }
        storedNow.forEach((account, changed) -> {
            if (!changed.equals(storedBefore.getOrDefault(account, changed))) changes.renewed(account);
        });
    }

    private static String token() {
        var octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /** What opens the mailbox of a user who showed a certificate: empty if no mail password is stored. */
    public Optional<Credentials> proven(String user, String domain) {
        return Account.idOf(user, domain).filter(stored::containsKey).map(_ -> new Credentials(user, token));
    }

    @Override
    public String spelled(String password) {
        return AppPassword.of(password).map(AppPassword::letters).orElse(password);
    }

    @Override
    public Optional<String> named(String account, String password) {
        if (MessageDigest.isEqual(token.getBytes(UTF_8), password.getBytes(UTF_8))) return Optional.of(PROVEN);
        if (settings.accepted() == PasswordSettings.Accepted.MAIL) return Optional.empty();
        return AppPassword.of(password).map(AppPassword::id).filter(id -> standing.containsKey(new Name(account, id)));
    }

    /** What has the form of an app password is never a mail password, and is not shown to the mail host. */
    @Override
    public Opened open(String account, Credentials sent) throws BackendException {
        if (MessageDigest.isEqual(token.getBytes(UTF_8), sent.password().getBytes(UTF_8)))
            return new Opened(new Credentials(sent.user(), mailPassword(account)), PROVEN);
        Optional<AppPassword> made = AppPassword.of(sent.password());
        return switch (settings.accepted()) {
            case MAIL -> new Opened(sent, "");
            case BOTH -> made.isPresent() ? opened(account, sent, made.get()) : new Opened(sent, "");
            case APP ->
                opened(
                        account,
                        sent,
                        made.orElseThrow(() -> new BackendException(
                                Kind.LOGIN, "no app password, and nothing else is let in (passwords = app)")));
        };
    }

    /**
     * One whose id is not there is not hashed: who guesses would have the hashes of all others wait behind his. What that
     * takes less of time tells of a user nothing that a wrong password would not, since nobody guesses an id either.
     */
    private Opened opened(String account, Credentials sent, AppPassword password) throws BackendException {
        Optional<AppPasswordRow> row = decisions.read(rows -> rows.appPassword(account, password.id()));
        if (row.isEmpty() || !matches(password, row.get()))
            throw new BackendException(Kind.LOGIN, "no app password of this login");
        noteUse(row.get());
        return new Opened(new Credentials(sent.user(), mailPassword(account)), password.id());
    }

    private boolean matches(AppPassword password, AppPasswordRow row) throws BackendException {
        try {
            return slowHash.matches(password, row.salt(), row.memory(), row.passes(), row.hash());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "the bridge stops", ended);
        }
    }

    private void noteUse(AppPasswordRow row) {
        Instant now = clock.instant();
        if (now.isBefore(row.used().plus(USE_NOTED))) return;
        decisions.update(rows -> rows.appPassword(row.account(), row.id())
                .ifPresent(current -> rows.putAppPassword(current.usedAt(now))));
    }

    private String mailPassword(String account) throws BackendException {
        Optional<MailPasswordRow> row = decisions.read(rows -> rows.mailPassword(account));
        try {
            return settings.key()
                    .read()
                    .open(
                            account,
                            row.map(MailPasswordRow::sealed)
                                    .orElseThrow(() -> new MailKey.Unusable(
                                            "no mail password is stored; mailspan password renew stores it")));
        } catch (IOException unusable) {
            throw new BackendException(Kind.UNAVAILABLE, "" + unusable.getMessage(), unusable);
        }
    }

    /** The first device that uses a password is the only one that can. */
    @Override
    public boolean admits(String account, String id, String deviceId) {
        if (id.equals(PROVEN)) return stored.containsKey(account);
        Standing known = standing.get(new Name(account, id));
        if (known == null) return false;
        if (!known.device.isEmpty()) return known.device.equals(deviceId);
        return decisions.write(rows -> {
            Optional<AppPasswordRow> row = rows.appPassword(account, id);
            if (row.isEmpty()) return false;
            if (!row.get().device().isEmpty()) return row.get().device().equals(deviceId);
            rows.putAppPassword(row.get().usedBy(deviceId));
            return true;
        });
    }
}
