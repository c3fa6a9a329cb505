package org.mailspan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Folder;
import org.mailspan.backend.imap.PhantomPurge;
import org.mailspan.backend.imap.PhantomPurge.Haunted;
import org.mailspan.backend.imap.PhantomPurge.Phantom;

/** {@code purge FILE USER}: removes what other mail programs marked as deleted and left, after it was shown. */
final class Purge {
    private final Asked asked;
    private final Terminal terminal;

    /** @param olderThan {@code 30d}, {@code 8w}, {@code 1y}; empty for any age */
    record Asked(Path file, String user, String olderThan, boolean subjects, boolean dryRun, boolean yes) {}

    private Purge(Asked asked, Terminal terminal) {
        this.asked = asked;
        this.terminal = terminal;
    }

    static int run(Asked asked, Terminal terminal) throws IOException, BackendException {
        Optional<Instant> before = before(asked.olderThan);
        if (before.isEmpty()) {
            terminal.err().println("--older-than takes a number with d, w, m or y (30d), not: " + asked.olderThan);
            return Cli.WRONG_USE;
        }
        return switch (Settings.read(asked.file)) {
            case Settings.Result.Bad(var mistakes) -> {
                terminal.print(mistakes, asked.file.toString());
                yield Cli.WRONG_USE;
            }
            case Settings.Result.Good(var settings, var _) -> {
                var credentials = settings.completed(new Credentials(asked.user, terminal.password(asked.user)));
                try (var purge = PhantomPurge.at(settings.imap(), credentials)) {
                    new Purge(asked, terminal).of(purge, before.get());
                }
                yield Cli.DONE;
            }
        };
    }

    /** Empty for what is no age. */
    private static Optional<Instant> before(String olderThan) {
        if (olderThan.isEmpty()) return Optional.of(Instant.MAX);
        try {
            Period age = Period.parse("P" + olderThan.toUpperCase(Locale.ROOT));
            if (age.isNegative()) return Optional.empty();
            ZoneId zone = ZoneId.systemDefault();
            return Optional.of(LocalDate.now(zone).minus(age).atStartOfDay(zone).toInstant());
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    private void of(PhantomPurge purge, Instant before) throws IOException, BackendException {
        var all = new ArrayList<Haunted>();
        for (Folder folder : purge.folders()) {
            Haunted haunted = purge.look(folder, asked.subjects).before(before);
            if (haunted.phantoms().isEmpty()) continue;
            all.add(haunted);
            show(haunted);
        }
        int count = all.stream().mapToInt(haunted -> haunted.phantoms().size()).sum();
        if (count == 0) {
            say("No message is marked as deleted" + (asked.olderThan.isEmpty() ? "." : " and that old."));
        } else if (asked.dryRun) {
            say("Nothing was removed.");
        } else if (asked.yes || terminal.confirm("Remove " + messages(count) + " for good?")) {
            remove(purge, all, count);
        } else {
            say("Nothing was removed.");
        }
    }

    private void show(Haunted haunted) {
        List<Phantom> phantoms = haunted.phantoms();
        String ages = phantoms.size() == 1
                ? "of " + day(phantoms.getFirst())
                : day(phantoms.getFirst()) + " to " + day(phantoms.getLast());
        say("%s: %s, %s, %,d KB"
                .formatted(haunted.folder().remote(), messages(phantoms.size()), ages, haunted.octets() / 1024));
        if (asked.subjects)
            for (Phantom one : phantoms)
                say("  " + day(one) + "  " + (one.subject().isEmpty() ? "(no subject)" : one.subject()));
    }

    private void remove(PhantomPurge purge, List<Haunted> all, int count) throws BackendException {
        int removed = 0;
        for (Haunted haunted : all) removed += removed(purge, haunted);
        say("Removed " + messages(removed)
                + (removed == count
                        ? "."
                        : "; the others are gone already, not marked any more, or not ours to remove."));
    }

    /** A folder that must not be changed, a shared one perhaps, keeps nobody else's messages. */
    private int removed(PhantomPurge purge, Haunted haunted) throws BackendException {
        try {
            return purge.remove(haunted);
        } catch (BackendException e) {
            if (e.kind() != BackendException.Kind.NOT_ALLOWED) throw e;
            say(haunted.folder().remote() + ": the host does not let this login remove anything");
            return 0;
        }
    }

    private static String messages(int count) {
        return count == 1 ? "1 message" : "%,d messages".formatted(count);
    }

    private static LocalDate day(Phantom phantom) {
        return phantom.received().atZone(ZoneId.systemDefault()).toLocalDate();
    }

    /** Names and subjects are a stranger's: no control character of theirs reaches the terminal. */
    private void say(String line) {
        terminal.out().println(Log.escaped(line));
    }
}
