package org.mailspan.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.imap.Compression;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Phantoms;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.sieve.SieveSettings;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.Settings.Result;
import org.mailspan.device.NewDevices;
import org.mailspan.device.PolicyElement;
import org.mailspan.device.PolicySettings;
import org.mailspan.http.Proxies;
import org.mailspan.password.KeyFile;
import org.mailspan.password.PasswordSettings;

/** Reads settings to the end, whatever is wrong with them, so that their owner learns of every mistake at once. */
final class SettingsReader {
    private final Path file;
    private final Map<String, String> environment;
    private final Values values;
    private final HttpsSettings https;

    private SettingsReader(Path file, Map<String, String> environment, Values values) {
        this.file = file;
        this.environment = environment;
        this.values = values;
        https = new HttpsSettings(file, values);
    }

    static Result read(Path file, Map<String, String> environment) {
        var values = Values.of(file, environment);
        return values.isRead()
                ? new SettingsReader(file, environment, values).decide()
                : new Result.Bad(values.mistakes());
    }

    private Result decide() {
        if (!values.has(Setting.IMAP_HOST))
            values.mistake(
                    Setting.IMAP_HOST, "is missing", "Name the IMAP host, such as imap.host = mail.example.org.");
        checkListeners();
        https.check();
        checkDirectory();
        checkProxies();
        if (!values.mistakes().isEmpty()) return new Result.Bad(values.mistakes());

        List<Listener> listeners = listeners();
        ImapSettings imap = imap();
        SmtpSettings smtp = smtp(imap.host());
        warnOf("imap", imap.host(), imap.port(), imap.security(), 993);
        warnOf("smtp", smtp.host(), smtp.port(), smtp.security(), 465);
        Optional<SieveSettings> sieve = sieve(imap);
        if (values.has(Setting.SIEVE_SECURITY))
            sieve.ifPresent(host -> warnOf("sieve", host.host(), host.port(), host.security(), host.port()));
        var settings = new Settings(
                imap,
                smtp,
                sieve,
                listeners,
                path(Setting.DATA_DIRECTORY),
                values.of(Setting.USER_DOMAIN),
                values.of(Setting.READS_SHARED).equalsIgnoreCase("on"),
                Duration.ofSeconds(Integer.parseInt(values.of(Setting.PUSH_GATHER))),
                publicAddress(),
                policy(),
                newDevices(),
                proxies(),
                passwords());
        return new Result.Good(settings, values.warnings());
    }

    private void checkListeners() {
        boolean http = values.has(Setting.HTTP_LISTEN);
        boolean https = values.has(Setting.HTTPS_LISTEN);
        if (!http && !https)
            values.mistake(
                    Setting.HTTP_LISTEN,
                    "is off, and https.listen too: nothing would be served",
                    "Name an address for one of them, such as http.listen = 127.0.0.1:8090.");
        boolean same = values.of(Setting.HTTP_LISTEN).equals(values.of(Setting.HTTPS_LISTEN));
        if (http && https && same && !values.of(Setting.HTTP_LISTEN).endsWith(":0"))
            values.mistake(Setting.HTTPS_LISTEN, "is the address of http.listen too", "Give one of them another port.");
    }

    /** It need not be there yet: it is made when Mailspan serves for the first time. */
    private void checkDirectory() {
        if (!values.isSound(Setting.DATA_DIRECTORY)) return;
        Path there = path(Setting.DATA_DIRECTORY);
        while (Files.notExists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null)
            there = there.getParent();
        if (Files.isSymbolicLink(there) && !Files.exists(there))
            values.mistake(
                    Setting.DATA_DIRECTORY,
                    there + " is a link to what is not there",
                    "Make that directory (or mount its disk), or name another one.");
        else if (!Files.isDirectory(there))
            values.mistake(Setting.DATA_DIRECTORY, there + " is not a directory", "Name another one.");
        else if (!Files.isWritable(there))
            values.mistake(
                    Setting.DATA_DIRECTORY,
                    there + " cannot be written",
                    "Let the user that runs Mailspan write it, or name another.");
    }

    private PolicySettings policy() {
        var asked = new EnumMap<PolicyElement, String>(PolicyElement.class);
        for (PolicyElement element : PolicyElement.values()) {
            var key = new PolicyKey(element);
            if (values.has(key)) asked.put(element, values.of(key));
        }
        var required = PolicySettings.Required.valueOf(
                values.of(Setting.POLICY_REQUIRED).toUpperCase(Locale.ROOT));
        var policy = new PolicySettings(asked, required);
        for (PolicyElement idle : policy.idle())
            values.warning(new PolicyKey(idle).key() + " has no effect without policy.DevicePasswordEnabled = on.");
        return policy;
    }

    private NewDevices newDevices() {
        return new NewDevices(
                NewDevices.Choice.valueOf(values.of(Setting.DEVICES_NEW).toUpperCase(Locale.ROOT)),
                values.of(Setting.DEVICES_MAIL),
                file.toAbsolutePath().normalize().toString());
    }

    private void checkProxies() {
        if (values.of(Setting.HTTP_PROXY_PROTOCOL).equalsIgnoreCase("on") && !values.has(Setting.HTTP_PROXIES))
            values.mistake(
                    Setting.HTTP_PROXY_PROTOCOL,
                    "is on, and http.proxies names nobody who would speak it",
                    "Name the proxies there, or write off.");
    }

    private Proxies proxies() {
        return Proxies.of(values.of(Setting.HTTP_PROXIES))
                .orElseThrow()
                .withProtocol(values.of(Setting.HTTP_PROXY_PROTOCOL).equalsIgnoreCase("on"));
    }

    private PasswordSettings passwords() {
        Optional<Path> said =
                values.has(Setting.PASSWORDS_KEY) ? Optional.of(path(Setting.PASSWORDS_KEY)) : Optional.empty();
        return new PasswordSettings(
                PasswordSettings.Accepted.valueOf(values.of(Setting.PASSWORDS).toUpperCase(Locale.ROOT)),
                KeyFile.of(said, path(Setting.DATA_DIRECTORY), environment));
    }

    private Optional<URI> publicAddress() {
        return values.has(Setting.PUBLIC_NAME)
                ? Optional.of(URI.create("https://" + values.of(Setting.PUBLIC_NAME)))
                : Optional.empty();
    }

    private List<Listener> listeners() {
        var found = new ArrayList<Listener>();
        if (values.has(Setting.HTTP_LISTEN)) {
            var http = new Listener.Http(address(Setting.HTTP_LISTEN), port(Setting.HTTP_LISTEN));
            found.add(http);
            if (!isThisMachine(http.address()))
                values.warning("http.listen = " + values.of(Setting.HTTP_LISTEN)
                        + " lets other machines send passwords unencrypted. Use https.listen, or a reverse proxy and"
                        + " 127.0.0.1.");
        }
        if (values.has(Setting.HTTPS_LISTEN))
            found.add(https.listener(address(Setting.HTTPS_LISTEN), port(Setting.HTTPS_LISTEN)));
        return found;
    }

    private ImapSettings imap() {
        Security security = security(Setting.IMAP_SECURITY);
        int port = values.has(Setting.IMAP_PORT) ? port(Setting.IMAP_PORT) : imapPort(security);
        return ImapSettings.of(bare(values.of(Setting.IMAP_HOST)), port, security)
                .withPhantoms(Phantoms.valueOf(values.of(Setting.PHANTOMS).toUpperCase(Locale.ROOT)))
                .withCompression(
                        Compression.valueOf(values.of(Setting.IMAP_COMPRESSION).toUpperCase(Locale.ROOT)))
                .withConnections(Integer.parseInt(values.of(Setting.IMAP_CONNECTIONS)))
                .withSharedFolders(values.of(Setting.FOLDERS_SHARED).equalsIgnoreCase("on"))
                .withViews(values.of(Setting.FOLDERS_VIEWS).equalsIgnoreCase("on"));
    }

    private SmtpSettings smtp(String imapHost) {
        Security security = security(Setting.SMTP_SECURITY);
        int port = values.has(Setting.SMTP_PORT) ? port(Setting.SMTP_PORT) : smtpPort(security);
        String name = values.has(Setting.SMTP_HOST) ? bare(values.of(Setting.SMTP_HOST)) : imapHost;
        return SmtpSettings.of(name, port, security);
    }

    /** Every ManageSieve host has STARTTLS (RFC 5804 1.1); one on this machine may be without, as IMAP is then. */
    private Optional<SieveSettings> sieve(ImapSettings imap) {
        String host = bare(values.of(Setting.SIEVE_HOST));
        if (host.equalsIgnoreCase("off")) return Optional.empty();
        Security followed = imap.security() == Security.NONE ? Security.NONE : Security.STARTTLS;
        return Optional.of(SieveSettings.of(
                host.isEmpty() ? imap.host() : host,
                port(Setting.SIEVE_PORT),
                values.has(Setting.SIEVE_SECURITY) ? security(Setting.SIEVE_SECURITY) : followed,
                !host.isEmpty()));
    }

    private void warnOf(String which, String host, int port, Security security, int tlsPort) {
        if (security == Security.NONE && !isThisMachine(host))
            values.warning(
                    which + ".security = none sends passwords to " + host + " unencrypted. Use tls or starttls.");
        if (isWellKnown(port) && (port == tlsPort) != (security == Security.TLS))
            values.warning(which + ".port = " + port + " rarely goes with " + which + ".security = "
                    + security.name().toLowerCase(Locale.ROOT) + ".");
    }

    private static boolean isWellKnown(int port) {
        return port == 143 || port == 993 || port == 25 || port == 465 || port == 587;
    }

    private Security security(Setting setting) {
        return Security.valueOf(values.of(setting).toUpperCase(Locale.ROOT));
    }

    private static int imapPort(Security security) {
        return switch (security) {
            case TLS -> 993;
            case STARTTLS, NONE -> 143;
        };
    }

    private static int smtpPort(Security security) {
        return switch (security) {
            case TLS -> 465;
            case STARTTLS -> 587;
            case NONE -> 25;
        };
    }

    /** The number behind the last colon, or the value itself. */
    private int port(Setting setting) {
        String value = values.of(setting);
        return Integer.parseInt(value.substring(value.lastIndexOf(':') + 1));
    }

    private String address(Setting setting) {
        String value = values.of(setting);
        return bare(value.substring(0, value.lastIndexOf(':')));
    }

    /** An IPv6 address without its brackets. */
    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private Path path(Setting setting) {
        return file.toAbsolutePath().resolveSibling(values.of(setting)).normalize();
    }
}
