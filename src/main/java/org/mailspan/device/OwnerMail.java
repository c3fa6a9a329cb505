package org.mailspan.device;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.Compose;
import org.mailspan.format.Composed;
import org.mailspan.store.DecisionReads;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionRow.Decision;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.Store;

/**
 * Tells an owner by mail that a new device was kept out, and how to let it in. It goes out as what a phone sends does,
 * through the account's own submission server, while the device's request has brought the password.
 */
public final class OwnerMail {
    /** Of one account: who has the password and makes up devices must not fill the mailbox. */
    static final int MOST_A_DAY = 3;

    /** After a mail that could not be sent. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private static final int MOST_PAUSED = 1_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.US).withZone(ZoneOffset.UTC);

    /** What a shell takes as it is. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9@%+=:,./_][A-Za-z0-9@%+=:,./_-]*");

    private final Decisions decisions;
    private final Store store;
    private final NewDevices newDevices;
    private final InstantSource clock;
    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();
    /** Accounts whose mail could not be sent, and until when it is not tried again. */
    private final Map<String, Instant> paused = new LinkedHashMap<>();

    public OwnerMail(Decisions decisions, Store store, NewDevices newDevices, InstantSource clock, Events events) {
        this.decisions = decisions;
        this.store = store;
        this.newDevices = newDevices;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Sends the mail about a device that was kept out because it is new, if none was sent.
     *
     * @param address of the client
     */
    public void tell(Visit visit, String address, Backend backend) {
        Instant now = clock.instant();
        if (isPaused(visit.account(), now)) return;
        if (decisions.read(rows -> due(rows, visit, now)).isEmpty()) return;
        // Claimed before it is sent: two requests of a device at the same time make one mail.
        Optional<DecisionRow> claimed = decisions.write(rows -> {
            Optional<DecisionRow> row = due(rows, visit, now);
            row.ifPresent(device -> rows.putDevice(device.told(now)));
            return row;
        });
        if (claimed.isEmpty()) return;
        try {
            send(claimed.get(), address, backend, now);
            note(visit, now, "its owner was told by mail");
        } catch (BackendException e) {
            unclaim(visit, now);
            note(visit, now, "its owner could not be told by mail: " + e.getMessage());
        }
    }

    private static Optional<DecisionRow> due(DecisionReads rows, Visit visit, Instant now) {
        Instant yesterday = now.minus(Duration.ofDays(1));
        long told = rows.devices(visit.account()).stream()
                .filter(row -> row.told().isAfter(yesterday))
                .count();
        return rows.device(visit.account(), visit.deviceId()).filter(row -> isNews(row) && told < MOST_A_DAY);
    }

    /** Whether the setting for new devices kept it out, and nobody was told. */
    static boolean isNews(DecisionRow row) {
        boolean isOut = row.decision() == Decision.QUARANTINED || row.decision() == Decision.BLOCKED;
        return isOut && row.reason().equals(Admissions.NEW) && row.told().equals(Instant.EPOCH);
    }

    private void unclaim(Visit visit, Instant now) {
        lock.lock();
        try {
            if (paused.size() == MOST_PAUSED)
                paused.remove(paused.keySet().iterator().next());
            paused.put(visit.account(), now.plus(PAUSE));
        } finally {
            lock.unlock();
        }
        decisions.update(rows -> rows.device(visit.account(), visit.deviceId())
                .ifPresent(row -> rows.putDevice(row.told(Instant.EPOCH))));
    }

    private boolean isPaused(String account, Instant now) {
        lock.lock();
        try {
            Instant until = paused.get(account);
            return until != null && now.isBefore(until);
        } finally {
            lock.unlock();
        }
    }

    private void note(Visit visit, Instant now, String what) {
        decisions.update(rows -> rows.logDevice(new DeviceLogRow(visit.account(), visit.deviceId(), now, what)));
        events.emit(new Event.DeviceNoted(visit.account(), visit.deviceId(), what));
    }

    private void send(DecisionRow row, String address, Backend backend, Instant now) throws BackendException {
        if (!(backend instanceof Backend.Sends submission))
            throw new BackendException(BackendException.Kind.NOT_ALLOWED, "no mail can be sent");
        byte[] mail = mail(row, address, backend.account(), now).getBytes(US_ASCII);
        switch (Compose.outgoing(mail, backend.account().addresses(), false)) {
            case Composed.Ready(var ready) -> submission.send(ready);
            case Composed.NoRecipient() ->
                throw new BackendException(BackendException.Kind.REFUSED, "nobody to send it to");
            case Composed.InvalidMime(var reason) -> throw new BackendException(BackendException.Kind.REFUSED, reason);
        }
    }

    /** The body in base64: whatever a stranger wrote stays inside. */
    private String mail(DecisionRow row, String address, Account account, Instant now) {
        String to = newDevices.mail().isEmpty() ? account.primaryAddress() : newDevices.mail();
        return "From: <" + account.primaryAddress() + ">\r\n"
                + "To: <" + to + ">\r\n"
                + "Subject: A new device was not let in\r\n"
                // RFC 3834: no out of office answers it.
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(text(row, address, now).getBytes(UTF_8))
                + "\r\n";
    }

    private String text(DecisionRow row, String address, Instant now) {
        SelfDescription device = store.read(rows -> rows.device(row.account(), row.id()))
                .map(SelfDescription::of)
                .orElse(SelfDescription.NONE);
        return """
            A device that was never here before asked for the mail of %s, with
            the right password. It was not let in.

            What it says of itself (which need not be true):

                Kind:     %s
                Model:    %s
                Name:     %s
                System:   %s
                Program:  %s

            Device id:    %s
            It came from: %s
            Time:         %s

            If it is yours, let it in with this command, on the machine that runs
            Mailspan:

                %s

            If it is not, somebody knows the password: change it.
            """.formatted(
                        row.account(),
                        quoted(new SelfDescription(row.type(), "", "", "", "").type()),
                        quoted(device.model()),
                        quoted(device.friendlyName()),
                        quoted(device.system()),
                        quoted(new SelfDescription("", "", "", "", row.userAgent()).userAgent()),
                        row.id(),
                        address,
                        TIME.format(now),
                        command(row));
    }

    private String command(DecisionRow row) {
        // What begins with a dash is an option anywhere else.
        boolean looksLikeOption = row.account().startsWith("-") || row.id().startsWith("-");
        return String.join(
                " ",
                "mailspan device allow" + (looksLikeOption ? " --" : ""),
                word(newDevices.settings()),
                word(row.account()),
                word(row.id()));
    }

    private static String quoted(String said) {
        return said.isEmpty() ? "not told" : '"' + said.replace("\"", "'") + '"';
    }

    /** As a shell reads it back. */
    static String word(String text) {
        return WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
