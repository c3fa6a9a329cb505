package org.mailspan.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
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

    /** A tool such as fail2ban may rely on "login refused from ADDRESS" and "request refused from ADDRESS". */
    Entry entry(Event event) {
        return switch (event) {
            case Event.Ready(var addresses) -> Entry.info("serving " + addresses);
            case Event.Stopped() -> Entry.info("stopped");
            case Event.RequestServed it -> served(it);
            case Event.RequestRefused(var address, var user, var status, var reason) ->
                Entry.info("request refused from %s, user %s: %d, %s".formatted(address, named(user), status, reason));
            case Event.ElementsIgnored(var account, var device, var command, var version, var elements) ->
                Entry.info("%s: %s %s from %s has elements that nobody knows; ignored: %s"
                        .formatted(named(account), command, version, named(device), elements));
            case Event.LoginRefused(var address, var user, var reason) ->
                Entry.warning("login refused from %s, user %s: %s".formatted(address, named(user), reason));
            case Event.HostFailed(var account, var operation, var reason) ->
                Entry.warning(
                        account.isEmpty()
                                ? "%s: %s".formatted(operation, reason)
                                : "%s: the mail host failed at %s: %s".formatted(account, operation, reason));
            case Event.LoginThrottled(var address, var user, var delay) ->
                Entry.warning("login refused from %s, user %s: too many wrong passwords, the next one in %d s"
                        .formatted(address, named(user), delay.toSeconds() + 1));
            case Event.Discovered(var account, var address, var what) ->
                Entry.info("%s: Autodiscover from %s, %s".formatted(account, address, what));
            case Event.WatchStarted(var account, var how) -> Entry.info("%s: watched by %s".formatted(account, how));
            case Event.WatchLost(var account, var reason) ->
                Entry.info("%s: watch lost, trying again: %s".formatted(account, reason));
            case Event.PingStorm(var account, var device, var pings) ->
                Entry.warning(
                        "%s: %s was told %d times in a minute of mail that it does not fetch; its next Ping is held"
                                .formatted(account, device, pings));
            case Event.ConnectionsCut(var account, var device, var address, var age) ->
                Entry.warning(
                        ("%s: connections of %s from %s are cut after %d s; its Pings are answered before that for a"
                                        + " day, which costs battery (a proxy's timeout?)")
                                .formatted(account, device, address, age.toSeconds()));
            case Event.ItemUnconvertible(var account, var folder, var item, var reason) ->
                Entry.warning(("%s: message %s of %s is delivered as an attachment, since it cannot be converted: %s"
                                + " (the %s since the start)")
                        .formatted(account, item, folder, reason, ordinal(unconvertible.incrementAndGet())));
            case Event.FolderAnew(var account, var folder, var known, var messages) ->
                Entry.warning("%s: the mail host numbers %s anew; %d of %d messages were known again"
                        .formatted(account, folder, known, messages));
            case Event.IndexRepaired(var account, var folder, var missing, var unknown) ->
                Entry.warning("%s: what was known of %s was wrong and is mended: %d messages too many, %d too few"
                        .formatted(account, folder, missing, unknown));
            case Event.MailSent(var account, var device, var recipients, var octets) ->
                Entry.info("%s: sent from %s to %d recipient%s, %d KB"
                        .formatted(account, device, recipients, recipients == 1 ? "" : "s", (octets + 1023) / 1024));
            case Event.Failed(var id, var where, var cause) ->
                new Entry(Level.SEVERE, "%s: failed, answered with id %s".formatted(where, id), cause);
            case Event.CertificateLoaded(var file) -> Entry.info("certificate loaded from " + file);
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
        return text.isEmpty() ? "-" : text;
    }

    /** Milliseconds up to ten seconds, then seconds: a held Ping lasts many minutes. */
    private static String time(Duration took) {
        return took.toSeconds() < 10 ? took.toMillis() + " ms" : took.toSeconds() + " s";
    }
}
