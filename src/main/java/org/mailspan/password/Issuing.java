package org.mailspan.password;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Connector;
import org.mailspan.backend.Credentials;
import org.mailspan.store.AppPasswordRow;
import org.mailspan.store.Decisions;
import org.mailspan.store.MailPasswordRow;

/** Makes app passwords and takes them back, at the word of the owner. */
public final class Issuing {
    /** A person has a few devices; each wrong one costs nothing, but a list without end is nobody's. */
    public static final int MOST = 50;

    private final Decisions decisions;
    private final KeyFile key;
    private final Connector host;
    private final InstantSource clock;
    private final int memory;
    private final int passes;
    private final SecureRandom random = new SecureRandom();
    private final SlowHash slowHash = new SlowHash();

    /** @param host asked whether a mail password is right before it is stored */
    public Issuing(Decisions decisions, KeyFile key, Connector host, InstantSource clock) {
        this(decisions, key, host, clock, SlowHash.MEMORY, SlowHash.PASSES);
    }

    /** With another hash; tests of many passwords want a quick one. */
    Issuing(Decisions decisions, KeyFile key, Connector host, InstantSource clock, int memory, int passes) {
        this.memory = memory;
        this.passes = passes;
        this.decisions = decisions;
        this.key = key;
        this.host = host;
        this.clock = clock;
    }

    /** @param password to be shown once; it is nowhere else */
    public record Made(String id, String password) {}

    public boolean hasMailPassword(String account) {
        return decisions.read(rows -> rows.mailPassword(account)).isPresent();
    }

    /** Stores what the host takes, in place of what was stored. */
    public void storeMailPassword(String account, Credentials mail) throws BackendException, IOException {
        host.connect(mail).close();
        byte[] sealed = key(account).seal(account, mail.password());
        Instant now = clock.instant();
        decisions.update(rows -> rows.putMailPassword(new MailPasswordRow(account, sealed, now)));
    }

    /** That a key is not the one which sealed the others, phones would find out. */
    private MailKey key(String account) throws IOException {
        MailKey read = key.readOrMake();
        for (MailPasswordRow row : decisions.read(rows -> rows.mailPasswords()))
            if (!row.account().equals(account) && !read.sealed(row.sealed()))
                throw new MailKey.Unusable(key.path() + " did not seal what is stored of " + row.account()
                        + ": say by passwords.key where that key is, or revoke the app passwords of that account");
        return read;
    }

    /** @param name what its owner calls the device */
    public Optional<Made> make(String account, String name) throws InterruptedException {
        AppPassword password = fresh(account);
        byte[] salt = slowHash.salt();
        byte[] hash = slowHash.of(password, salt, memory, passes);
        Instant now = clock.instant();
        var row = new AppPasswordRow(account, password.id(), name, salt, memory, passes, hash, "", now, Instant.EPOCH);
        boolean made = decisions.write(rows -> {
            if (rows.appPasswords(account).size() >= MOST) return false;
            rows.putAppPassword(row);
            return true;
        });
        return made ? Optional.of(new Made(password.id(), password.shown())) : Optional.empty();
    }

    private AppPassword fresh(String account) {
        while (true) {
            AppPassword password = AppPassword.make(random);
            if (decisions.read(rows -> rows.appPassword(account, password.id())).isEmpty()) return password;
        }
    }

    /** Of one account, or of all where it is empty. */
    public List<AppPasswordRow> list(String account) {
        return decisions.read(rows -> account.isEmpty() ? rows.appPasswords() : rows.appPasswords(account));
    }

    /** Takes back those that are meant; with the last one goes the mail password behind them. */
    public List<AppPasswordRow> revoke(String account, Predicate<AppPasswordRow> meant) {
        return decisions.write(rows -> {
            List<AppPasswordRow> all = rows.appPasswords(account);
            List<AppPasswordRow> revoked = all.stream().filter(meant).toList();
            revoked.forEach(row -> rows.removeAppPassword(account, row.id()));
            if (revoked.size() == all.size()) rows.removeMailPassword(account);
            return revoked;
        });
    }
}
