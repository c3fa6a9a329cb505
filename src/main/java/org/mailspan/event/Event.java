package org.mailspan.event;

import java.time.Duration;
import java.time.Instant;

/** What can be observed. Fields never carry a subject, a body or a password; {@code account} is the login at the host. */
public sealed interface Event {
    /** The bridge serves; {@code addresses} as a person would type them. */
    record Ready(String addresses) implements Event {}

    record Stopped() implements Event {}

    /** One request was answered; {@code status} is the HTTP status, {@code detail} the command's own outcome. */
    record RequestServed(
            String account, String device, String command, String version, int status, String detail, Duration took)
            implements Event {}

    /** The client sent what cannot be served; {@code reason} says what and where. */
    record RequestRefused(String address, String user, int status, String reason) implements Event {}

    /** The client sent elements of no code page, which were ignored; told once of each device and command. */
    record ElementsIgnored(String account, String device, String command, String version, String elements)
            implements Event {}

    record LoginRefused(String address, String user, String reason) implements Event {}

    /** The host did not do what was asked; {@code operation} names the step. */
    record HostFailed(String account, String operation, String reason) implements Event {}

    /** Too many wrong passwords came from there, or for that user: the mail host is not asked about this one. */
    record LoginThrottled(String address, String user, Duration delay) implements Event {}

    /** The mail password behind the app passwords of an account is refused: it was changed, and has to be left anew. */
    record StoredPasswordRefused(String account) implements Event {}

    /** @param what was asked for: settings for phones, another schema, or something malformed */
    record Discovered(String account, String address, String what) implements Event {}

    record WatchStarted(String account, String how) implements Event {}

    record WatchLost(String account, String reason) implements Event {}

    /** @param what happened with a device: it came, was decided upon, was told to wipe itself */
    record DeviceNoted(String account, String device, String what) implements Event {}

    /** So many Pings of a device in a minute were told of something that it does not fetch: the next one is held. */
    record PingStorm(String account, String device, int pings) implements Event {}

    /** Held requests of a device die at the same age: they are answered before that from now on. */
    record ConnectionsCut(String account, String device, String address, Duration age) implements Event {}

    /** A message that could not be converted and was delivered as a stub. */
    record ItemUnconvertible(String account, String folder, String item, String reason) implements Event {}

    /** All messages of a folder have other ids now; so many of them were known again, and devices keep them. */
    record FolderAnew(String account, String folder, int known, int messages) implements Event {}

    /** What was known of a folder was not what it holds; {@code missing} were gone, {@code unknown} were not known. */
    record IndexRepaired(String account, String folder, long missing, long unknown) implements Event {}

    record MailSent(String account, String device, int recipients, long octets) implements Event {}

    /** Something ours went wrong; {@code id} stands in the answer and in the log. */
    record Failed(String id, String where, Throwable cause) implements Event {}

    record CertificateLoaded(String file) implements Event {}

    /** @param served whether there is an older one meanwhile */
    record CertificateAsked(String names, String authority, boolean served) implements Event {}

    record CertificateIssued(String names, Instant until, Instant renewal) implements Event {}

    /** An authority gave none; it is asked again at {@code next}. */
    record CertificateNotIssued(String names, String reason, Instant next) implements Event {}
}
