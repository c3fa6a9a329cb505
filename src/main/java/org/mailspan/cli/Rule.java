package org.mailspan.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.backend.imap.Compression;
import org.mailspan.backend.imap.Phantoms;
import org.mailspan.backend.imap.Security;
import org.mailspan.device.NewDevices;
import org.mailspan.device.PolicySettings.Required;
import org.mailspan.format.Mailbox;
import org.mailspan.http.Proxies;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.password.PasswordSettings.Accepted;

/** Whether a value, as it stands in the file, can be right; tells what to write where it cannot. */
enum Rule {
    HOST,
    SECURITY,
    COMPRESSION,
    PHANTOMS,
    PORT,
    CONNECTIONS,
    SECONDS,
    SWITCH,
    DOMAIN,
    LISTEN,
    PUBLIC,
    REQUIRED,
    NEW_DEVICES,
    ADDRESS,
    AUTHORITY,
    NAMES,
    CLIENTS,
    PROXIES,
    PASSWORDS,
    FILE;

    Optional<Fault> fault(String value) {
        return switch (this) {
            case HOST -> host(value);
            case SECURITY -> security(value);
            case COMPRESSION -> compression(value);
            case PHANTOMS -> phantoms(value);
            case PORT -> port(value);
            case CONNECTIONS -> connections(value);
            case SECONDS -> seconds(value);
            case SWITCH -> onOrOff(value);
            case DOMAIN -> domain(value);
            case LISTEN -> listen(value);
            case PUBLIC -> publicName(value);
            case REQUIRED -> required(value);
            case NEW_DEVICES -> newDevices(value);
            case ADDRESS -> address(value);
            case AUTHORITY -> authority(value);
            case NAMES -> names(value);
            case CLIENTS -> clients(value);
            case PROXIES -> proxies(value);
            case PASSWORDS -> passwords(value);
            case FILE -> file(value);
        };
    }

    /** For one line: {@code what} completes "imap.port ...", {@code remedy} is a sentence. */
    record Fault(String what, String remedy) {}

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+|\\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]+]?");
    private static final Pattern LABELS = Pattern.compile("[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)*");

    /** Whether it is there depends on the user and the directory: {@link SettingsReader} looks. */
    private static Optional<Fault> file(String value) {
        return value.indexOf('\0') < 0
                ? Optional.empty()
                : fault("cannot be the name of a file", "Write it without the character NUL.");
    }

    private static Optional<Fault> host(String value) {
        if (value.contains("://"))
            return fault("is an address of another kind", "Write the bare name of the host, such as mail.example.org.");
        // One colon and digits: host:port. IPv6 addresses have more than one colon.
        if (value.matches("[^:]+:\\d+"))
            return fault("has a port in it", "Write the name alone; the port has a setting of its own.");
        if (!NAME.matcher(value).matches())
            return fault("is not the name of a host", "Write a name such as mail.example.org.");
        return Optional.empty();
    }

    /** As it stands in an address that phones are told: ASCII, and a port only where it is not 443. */
    private static Optional<Fault> publicName(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        boolean good = name.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")
                && (colon < 0 || isPort(value.substring(colon + 1), 1));
        if (good) return Optional.empty();
        return fault("is not a name for phones", "Write it as it is typed into a phone, such as mail.example.org.");
    }

    private static Optional<Fault> authority(String value) {
        if (HttpsSettings.KNOWN.stream().anyMatch(value::equalsIgnoreCase)) return Optional.empty();
        if (value.matches("https://[A-Za-z0-9.-]+(:\\d{1,5})?(/[A-Za-z0-9._~/-]*)?")) return Optional.empty();
        return fault(
                "is no authority",
                "Write letsencrypt, letsencrypt-staging (for trying), or the https address of another's directory.");
    }

    /** Names of the public DNS, each a host: no authority gives one for an address without asking more, nor for a word. */
    private static Optional<Fault> names(String value) {
        for (String name : value.split(",", -1))
            if (!name.strip().matches("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*\\.[A-Za-z][A-Za-z0-9-]{1,62}"))
                return fault(
                        "has what is no name of the public DNS",
                        "Write them as mail.example.org, autodiscover.example.org.");
        return Optional.empty();
    }

    private static Optional<Fault> clients(String value) {
        if (value.equalsIgnoreCase("off")
                || Arrays.stream(PhoneCertificates.Use.values())
                        .anyMatch(one -> one.name().equalsIgnoreCase(value))) return Optional.empty();
        return fault("is no way to ask phones for a certificate", "Write off, required, alone or either.");
    }

    private static Optional<Fault> phantoms(String value) {
        if (Arrays.stream(Phantoms.values()).anyMatch(one -> one.name().equalsIgnoreCase(value)))
            return Optional.empty();
        return fault("is not a way to treat them", "Write hide, show or expunge.");
    }

    private static Optional<Fault> required(String value) {
        if (Arrays.stream(Required.values()).anyMatch(one -> one.name().equalsIgnoreCase(value)))
            return Optional.empty();
        return fault("is no part of a policy", "Write off, partly or fully.");
    }

    private static Optional<Fault> newDevices(String value) {
        if (Arrays.stream(NewDevices.Choice.values()).anyMatch(one -> one.name().equalsIgnoreCase(value)))
            return Optional.empty();
        return fault("is nothing that can be done with a device", "Write allow, quarantine or block.");
    }

    private static Optional<Fault> address(String value) {
        if (new Mailbox("", value).isAddress()) return Optional.empty();
        return fault("is not a mail address", "Write one address, such as anna@example.org.");
    }

    private static Optional<Fault> proxies(String value) {
        if (Proxies.of(value).isPresent()) return Optional.empty();
        return fault(
                "is not a list of addresses and networks",
                "Write 127.0.0.1, ::1 for this machine, or 192.0.2.0/24; names are not looked up.");
    }

    private static Optional<Fault> passwords(String value) {
        if (Arrays.stream(Accepted.values()).anyMatch(one -> one.name().equalsIgnoreCase(value)))
            return Optional.empty();
        return fault("is no kind of password", "Write both, app or mail.");
    }

    private static Optional<Fault> security(String value) {
        if (Arrays.stream(Security.values()).anyMatch(one -> one.name().equalsIgnoreCase(value)))
            return Optional.empty();
        String remedy = value.equalsIgnoreCase("ssl")
                ? "What was called SSL is tls."
                : "Write tls, starttls (encrypts after connecting) or none (only on this machine).";
        return fault("is not a kind of protection", remedy);
    }

    private static Optional<Fault> compression(String value) {
        if (Arrays.stream(Compression.values()).anyMatch(one -> one.name().equalsIgnoreCase(value)))
            return Optional.empty();
        return fault("is not a time to compress", "Write remote, always or never.");
    }

    private static Optional<Fault> port(String value) {
        return isPort(value, 1) ? Optional.empty() : fault("is not a port", "Write a number from 1 to 65535.");
    }

    private static Optional<Fault> connections(String value) {
        if (isWithin(value, 2, 20)) return Optional.empty();
        return fault("is no number of connections", "Write one from 2 (one watches, one works) to 20.");
    }

    /** Longer than a phone holds its request, nothing gathered would ever be told. */
    private static Optional<Fault> seconds(String value) {
        if (isWithin(value, 0, 1800)) return Optional.empty();
        return fault("is no number of seconds", "Write one from 0 to 1800.");
    }

    private static Optional<Fault> onOrOff(String value) {
        if (value.equalsIgnoreCase("on") || value.equalsIgnoreCase("off")) return Optional.empty();
        return fault("is neither on nor off", "Write on or off.");
    }

    private static Optional<Fault> domain(String value) {
        if (value.startsWith("@")) return fault("begins with @", "Write it without, such as example.org.");
        if (LABELS.matcher(value).matches()) return Optional.empty();
        return fault("is not a domain", "Write the part behind the @, such as example.org.");
    }

    /** Port 0 takes a free one: for tests, and for whoever reads the address from the ready line. */
    private static Optional<Fault> listen(String value) {
        int colon = value.lastIndexOf(':');
        boolean good = colon > 0
                && isPort(value.substring(colon + 1), 0)
                && NAME.matcher(value.substring(0, colon)).matches()
                && (value.charAt(0) == '[' || value.indexOf(':') == colon);
        if (good) return Optional.empty();
        return fault(
                "is not address:port",
                "Write 127.0.0.1:8090 for this machine alone, 0.0.0.0:8090 for all of its addresses, or nothing for"
                        + " off.");
    }

    private static boolean isPort(String value, int least) {
        return isWithin(value, least, 65_535);
    }

    private static boolean isWithin(String value, int least, int most) {
        if (!value.matches("\\d{1,5}")) return false;
        int number = Integer.parseInt(value);
        return least <= number && number <= most;
    }

    private static Optional<Fault> fault(String what, String remedy) {
        return Optional.of(new Fault(what, remedy));
    }
}
