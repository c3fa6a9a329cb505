package org.mailspan.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailspan.event.Event;

/**
 * Writes events as sentences: one case each, and no other place writes about the bridge's work. A person is named by
 * login and device; subjects, addresses of correspondents and contents are in no event at all.
 */
public final class EventLog implements Consumer<Event> {
    /** What one event reads like. */
    record Entry(Level level, String text, @Nullable Throwable cause) {
        static Entry info(String text) {
            return new Entry(Level.INFO, text, null);
        }

        static Entry warning(String text) {
            return new Entry(Level.WARNING, text, null);
        }

        static Entry detail(String text) {
            return new Entry(Level.FINE, text, null);
        }
    }

    private static final Pattern WORD = Pattern.compile("[^\\s\\p{Z}\\p{C}\"\\\\]+");

    private final Log log;
    private final AtomicLong unconvertible = new AtomicLong();

    EventLog(Log log) {
        this.log = log;
    }

    @Override
    public void accept(Event event) {
        Entry entry = entry(event);
        log.write(entry.level, entry.text, entry.cause);
    }

    /**
     * fail2ban relies on {@code login refused from ADDRESS, user "NAME": REASON} (src/packaging/fail2ban), so no other line
     * may look like that: what begins with a name begins with a quotation mark if there is a space in it.
     */
    Entry entry(Event event) {
        return switch (event) {
            case Event.Ready(var addresses) -> Entry.info("serving " + addresses);
            case Event.Stopped() -> Entry.info("stopped");
            case Event.RequestServed it -> served(it);
            case Event.RequestRefused(var address, var user, var status, var reason) ->
                Entry.info("request refused from %s, user %s: %d, %s".formatted(address, quoted(user), status, reason));
            case Event.ElementsIgnored(var account, var device, var command, var version, var elements) ->
                Entry.info("%s: %s %s from %s has elements that nobody knows; ignored: %s"
                        .formatted(named(account), command, version, named(device), elements));
            case Event.LoginRefused(var address, var user, var reason) ->
                Entry.warning("login refused from %s, user %s: %s".formatted(address, quoted(user), reason));
            case Event.HostFailed(var account, var operation, var reason) ->
                Entry.warning(
                        account.isEmpty()
                                ? "%s: %s".formatted(operation, reason)
                                : "%s: the mail host failed at %s: %s".formatted(named(account), operation, reason));
            case Event.LoginThrottled(var address, var user, var delay) ->
                Entry.warning("login refused from %s, user %s: too many wrong passwords, the next one in %d s"
                        .formatted(address, quoted(user), delay.toSeconds() + 1));
            case Event.StoredPasswordRefused(var account) ->
                Entry.warning("%s: the mail host refuses the stored mail password, so no app password opens anything:"
                                .formatted(named(account))
                        + " mailspan password renew FILE USER");
            case Event.Discovered(var account, var address, var what) ->
                Entry.info("%s: Autodiscover from %s, %s".formatted(named(account), address, what));
            case Event.WatchStarted(var account, var how) ->
                Entry.info("%s: watched by %s".formatted(named(account), how));
            case Event.WatchLost(var account, var reason) ->
                Entry.info("%s: watch lost, trying again: %s".formatted(named(account), reason));
            case Event.DeviceNoted(var account, var device, var what) ->
                Entry.info("%s: device %s: %s".formatted(named(account), named(device), what));
            case Event.PingStorm(var account, var device, var pings) ->
                Entry.warning(
                        "%s: %s was told %d times in a minute of mail that it does not fetch; its next Ping is held"
                                .formatted(named(account), device, pings));
            case Event.ConnectionsCut(var account, var device, var address, var age) ->
                Entry.warning(
                        ("%s: connections of %s from %s are cut after %d s; its Pings are answered before that for a"
                                        + " day, which costs battery (a proxy's timeout?)")
                                .formatted(named(account), device, address, age.toSeconds()));
            case Event.ItemUnconvertible(var account, var folder, var item, var reason) ->
                Entry.warning(("%s: message %s of %s is delivered as an attachment, since it cannot be converted: %s"
                                + " (the %s since the start)")
                        .formatted(named(account), item, folder, reason, ordinal(unconvertible.incrementAndGet())));
            case Event.FolderAnew(var account, var folder, var known, var messages) ->
                Entry.warning("%s: the mail host numbers %s anew; %d of %d messages were known again"
                        .formatted(named(account), folder, known, messages));
            case Event.IndexRepaired(var account, var folder, var missing, var unknown) ->
                Entry.warning("%s: what was known of %s was wrong and is mended: %d messages too many, %d too few"
                        .formatted(named(account), folder, missing, unknown));
            case Event.MailSent(var account, var device, var recipients, var octets) ->
                Entry.info("%s: sent from %s to %d recipient%s, %d KB"
                        .formatted(
                                named(account),
                                device,
                                recipients,
                                recipients == 1 ? "" : "s",
                                (octets + 1023) / 1024));
            case Event.Failed(var id, var where, var cause) ->
                new Entry(Level.SEVERE, "%s: failed, answered with id %s".formatted(where, id), cause);
            case Event.CertificateLoaded(var file) -> Entry.info("certificate loaded from " + file);
            case Event.CertificateAsked(var names, var authority, var served) ->
                Entry.info("asking %s for a certificate for %s%s"
                        .formatted(
                                authority,
                                names,
                                served
                                        ? "; the old one is served meanwhile"
                                        : "; phones cannot connect until it is there"));
            case Event.CertificateIssued(var names, var until, var renewal) ->
                Entry.info("certificate for %s issued, good until %s; the next one is asked for on %s"
                        .formatted(names, until, renewal.truncatedTo(ChronoUnit.MINUTES)));
            case Event.CertificateNotIssued(var names, var reason, var next) ->
                Entry.warning("no certificate for %s: %s. The next try is at %s"
                        .formatted(names, reason, next.truncatedTo(ChronoUnit.SECONDS)));
        };
    }

    private static Entry served(Event.RequestServed it) {
        String text = "%s: %s %s from %s answered %d in %s%s"
                .formatted(
                        named(it.account()),
                        it.command(),
                        it.version(),
                        named(it.device()),
                        it.status(),
                        time(it.took()),
                        it.detail().isEmpty() ? "" : ", " + it.detail());
        return it.status() >= 500 ? Entry.warning(text) : Entry.info(text);
    }

    private static String ordinal(long number) {
        boolean teens = number / 10 % 10 == 1;
        return number
                + switch (teens ? 0 : (int) (number % 10)) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    private static String named(String text) {
        if (text.isEmpty()) return "-";
        return WORD.matcher(text).matches() ? text : quoted(text);
    }

    /** So that it is seen where it ends, whatever it is. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Milliseconds up to ten seconds, then seconds: a held Ping lasts many minutes. */
    private static String time(Duration took) {
        return took.toSeconds() < 10 ? took.toMillis() + " ms" : took.toSeconds() + " s";
    }
}
