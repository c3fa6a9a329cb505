package org.mailspan.backend.sieve;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.sieve.SieveConnection.Shelf;

/** One user's scripts in one conversation: how they stand, and what is done with them. */
final class SieveDesk {
    /** Hosts take a megabyte (Dovecot) or a few hundred kilobytes at least; a letter is far below. */
    private static final int LONGEST_SCRIPT = 512 << 10;
    /** Of scripts that are looked into for what they include. */
    private static final int MOST_SCRIPTS = 10;

    private final SieveConnection host;
    private final Account account;
    private final Instant now;

    SieveDesk(SieveConnection host, Account account, Instant now) {
        this.host = host;
        this.account = account;
        this.now = now;
    }

    Absence absence() throws BackendException {
        return told(look());
    }

    /**
     * How the scripts stand.
     *
     * @param memo of our script, blank if there is none yet
     * @param active whether that is the active one
     * @param other the script that runs beside it, or alone; empty if none does
     * @param closed why it is not ours to begin; empty if it is
     * @param answers whether somebody else's script answers by itself
     */
    private record Sight(Shelf shelf, Memo memo, boolean active, String other, String closed, boolean answers) {}

    private Sight look() throws BackendException {
        Shelf shelf = host.scripts();
        Optional<String> written =
                shelf.names().contains(OofScript.NAME) ? host.script(OofScript.NAME) : Optional.empty();
        Optional<Memo> memo = written.flatMap(Memo::read);
        if (written.isPresent() && memo.isEmpty()) {
            String why = "there is a script " + OofScript.NAME + " that is not as Mailspan wrote it";
            return new Sight(shelf, Memo.BLANK, false, "", why, false);
        }
        Memo known = memo.orElse(Memo.BLANK);
        boolean active = shelf.active().equals(Optional.of(OofScript.NAME));
        String other = active ? known.includes() : shelf.active().orElse("");
        if (!shelf.names().contains(other)) other = "";
        String answering = answering(other);
        return new Sight(shelf, known, active, other, obstacle(other, answering), !answering.isEmpty());
    }

    private String obstacle(String other, String answering) {
        if (!answering.isEmpty()) return "the script " + answering + " answers by itself, or includes ours";
        if (!other.isEmpty() && !host.abilities().includes())
            return "the host's Sieve cannot include the active script " + other;
        return other.chars().anyMatch(Character::isISOControl) ? "the active script has a name that is none" : "";
    }

    /** The script that answers by itself, of this one and those that it includes; empty if none does. */
    private String answering(String first) throws BackendException {
        var open = new ArrayDeque<String>();
        var seen = new HashSet<String>();
        if (!first.isEmpty()) open.add(first);
        while (!open.isEmpty() && seen.size() < MOST_SCRIPTS) {
            String name = open.remove();
            if (name.equals(OofScript.NAME)) return first;
            if (!seen.add(name)) continue;
            var script = OtherScript.of(host.script(name).orElse(""), LocalDate.ofInstant(now, ZoneOffset.UTC));
            if (script.answers()) return name;
            open.addAll(script.includes());
        }
        return "";
    }

    /** One whose end has passed is off; its texts are kept for the next time. */
    private Absence told(Sight sight) {
        Absence absence = sight.memo.absence();
        boolean over = absence.when() instanceof When.During(var _, Instant until) && !until.isAfter(now);
        if (sight.active && !over) return absence;
        if (sight.closed.isEmpty()) return sight.memo.with(new When.Never()).absence();
        return sight.answers ? new Absence(new When.Now(), Absence.NOT_OFFERED.replies()) : Absence.NOT_OFFERED;
    }

    /**
     * First the user's own script, then ours: whatever happens in between, nobody is answered any more. What is on can
     * be ended, whatever else the user's script does by now.
     */
    void end(Absence absence) throws BackendException {
        Sight sight = look();
        if (sight.active) host.activate(sight.other);
        else refuse(sight);
        if (!sight.memo.absence().equals(absence)) put(new Memo(absence, "", ""), List.of());
    }

    /** Our script does nothing until it is active, or includes what it included before. */
    void begin(Absence absence, List<String> known) throws BackendException {
        Sight sight = look();
        refuse(sight);
        Memo before = sight.memo;
        if (sight.active
                && before.absence().equals(absence)
                && before.includes().equals(sight.other)) return;
        var memo = new Memo(absence, sight.other, "mailspan " + now);
        put(memo, known);
        if (sight.active) return;
        host.activate(OofScript.NAME);
        if (sight.other.isEmpty()) includeRescued(sight.shelf, memo, known);
    }

    /** A script without a name that was active: Dovecot gives it one when it is put aside. */
    private void includeRescued(Shelf before, Memo memo, List<String> known) throws BackendException {
        List<String> appeared = host.scripts().names().stream()
                .filter(name -> !before.names().contains(name) && !name.equals(OofScript.NAME))
                .toList();
        if (appeared.size() != 1 || !host.abilities().includes()) return;
        put(new Memo(memo.absence(), appeared.getFirst(), memo.handle()), known);
    }

    private static void refuse(Sight sight) throws BackendException {
        if (!sight.closed.isEmpty()) throw new BackendException(Kind.NOT_ALLOWED, sight.closed);
    }

    private void put(Memo memo, List<String> known) throws BackendException {
        String script = OofScript.of(account, memo, known);
        if (script.length() > LONGEST_SCRIPT)
            throw new BackendException(Kind.TOO_LARGE, "the answers make a script of " + script.length());
        host.put(OofScript.NAME, script);
    }
}
