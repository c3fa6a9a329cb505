package org.mailspan.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.http.tls.PhoneCertificates;

/** What the settings say of certificates: the server's own, from a file or an authority, and those of phones. */
final class HttpsSettings {
    /** Authorities that need no address. */
    static final List<String> KNOWN = List.of("letsencrypt", "letsencrypt-staging");

    private final Path file;
    private final Values values;

    HttpsSettings(Path file, Values values) {
        this.file = file;
        this.values = values;
    }

    void check() {
        if (values.has(Setting.ACME_DIRECTORY)) checkAuthority();
        else {
            checkFiles();
            for (Setting part : List.of(Setting.ACME_NAMES, Setting.ACME_MAIL, Setting.ACME_HTTP))
                if (values.has(part))
                    values.mistake(
                            part,
                            "is of no use without acme.directory",
                            "Add acme.directory = letsencrypt, or remove it.");
        }
        checkPhones();
    }

    /** HTTPS wants an address, a certificate and a key: all three, or none. */
    private void checkFiles() {
        boolean wanted = values.has(Setting.HTTPS_LISTEN);
        for (Setting part : List.of(Setting.TLS_CERTIFICATE, Setting.TLS_KEY)) {
            boolean there = values.has(part);
            if (wanted && !there)
                values.mistake(
                        part,
                        "is missing, and https.listen needs it",
                        "Name the PEM file, or write acme.directory = letsencrypt, or empty https.listen.");
            if (!wanted && there)
                values.mistake(
                        part, "is of no use without https.listen", "Add https.listen = 0.0.0.0:443, or remove it.");
            if (there && values.isSound(part)) checkReadable(part, path(part));
        }
    }

    private void checkAuthority() {
        if (!values.has(Setting.HTTPS_LISTEN))
            values.mistake(
                    Setting.ACME_DIRECTORY,
                    "is of no use without https.listen",
                    "Add https.listen = 0.0.0.0:443, or remove it.");
        for (Setting part : List.of(Setting.TLS_CERTIFICATE, Setting.TLS_KEY))
            if (values.has(part))
                values.mistake(
                        part,
                        "is set, and acme.directory too",
                        "Keep one of them: an authority that is asked, or a certificate of your own.");
        if (values.isSound(Setting.ACME_AGREE) && !values.of(Setting.ACME_AGREE).equalsIgnoreCase("on"))
            values.mistake(
                    Setting.ACME_AGREE,
                    "is off, and the authority gives a certificate only to who agrees to its terms of service",
                    "Read them (Let's Encrypt: https://letsencrypt.org/repository/), then write acme.agree = on.");
        if (!values.has(Setting.ACME_NAMES) && !values.has(Setting.PUBLIC_NAME))
            values.mistake(
                    Setting.ACME_DIRECTORY,
                    "needs the name that the certificate is for",
                    "Add public.name = mail.example.org.");
        else if (!values.has(Setting.ACME_NAMES) && values.isSound(Setting.PUBLIC_NAME))
            Rule.NAMES
                    .fault(publicHost())
                    .ifPresent(fault -> values.mistake(
                            Setting.PUBLIC_NAME,
                            "\"" + publicHost() + "\" is no name that an authority gives a certificate for",
                            "Write one of the public DNS, such as mail.example.org."));
    }

    private void checkPhones() {
        boolean wanted = values.isSound(Setting.TLS_CLIENTS)
                && !values.of(Setting.TLS_CLIENTS).equalsIgnoreCase("off");
        if (wanted && !values.has(Setting.HTTPS_LISTEN))
            values.mistake(
                    Setting.TLS_CLIENTS,
                    "is of no use without https.listen",
                    "Phones show certificates to who ends their TLS: add https.listen, or write off.");
        if (wanted && !values.has(Setting.TLS_CLIENTS_AUTHORITY))
            values.mistake(
                    Setting.TLS_CLIENTS_AUTHORITY,
                    "is missing, and tls.clients needs it",
                    "Name the PEM file with the certificate of who gives them out.");
        for (Setting part : List.of(Setting.TLS_CLIENTS_AUTHORITY, Setting.TLS_CLIENTS_REVOKED)) {
            if (!wanted && values.has(part))
                values.mistake(part, "is of no use without tls.clients", "Add tls.clients = required, or remove it.");
            if (values.isSound(part)) checkReadable(part, path(part));
        }
        if (wanted && use().needsCertificate() && values.has(Setting.HTTP_LISTEN))
            values.warning("tls.clients = " + values.of(Setting.TLS_CLIENTS)
                    + " lets nobody in by http.listen, where no certificate is shown. Write \"http.listen =\" to close"
                    + " it.");
    }

    private void checkReadable(Setting setting, Path named) {
        if (Files.isDirectory(named)) values.mistake(setting, named + " is a directory", "Name the file in it.");
        else if (!Files.exists(named)) values.mistake(setting, "there is no file " + named, "Look at its name.");
        else if (!Files.isReadable(named))
            values.mistake(setting, named + " cannot be read", "Let the user that runs Mailspan read it.");
    }

    /** @param address of https.listen */
    Settings.Listener.Https listener(String address, int port) {
        Optional<AcmeSettings> acme = acme();
        Path own = acme.isPresent() ? acme.get().certificate() : path(Setting.TLS_CERTIFICATE);
        Path key = acme.isPresent() ? own : path(Setting.TLS_KEY);
        return new Settings.Listener.Https(address, port, own, key, acme, phones());
    }

    private Optional<AcmeSettings> acme() {
        if (!values.has(Setting.ACME_DIRECTORY)) return Optional.empty();
        String names = values.has(Setting.ACME_NAMES) ? values.of(Setting.ACME_NAMES) : publicHost();
        return Optional.of(new AcmeSettings(
                authority(values.of(Setting.ACME_DIRECTORY)),
                Arrays.stream(names.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .distinct()
                        .toList(),
                Optional.of(values.of(Setting.ACME_MAIL)).filter(mail -> !mail.isEmpty()),
                Optional.of(values.of(Setting.ACME_HTTP))
                        .filter(at -> !at.isEmpty())
                        .map(HttpsSettings::socket),
                true,
                path(Setting.DATA_DIRECTORY).resolve("acme"),
                Optional.empty()));
    }

    private static URI authority(String value) {
        return URI.create(
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "letsencrypt" -> "https://acme-v02.api.letsencrypt.org/directory";
                    case "letsencrypt-staging" -> "https://acme-staging-v02.api.letsencrypt.org/directory";
                    default -> value;
                });
    }

    private static InetSocketAddress socket(String value) {
        int colon = value.lastIndexOf(':');
        String host = value.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(host, Integer.parseInt(value.substring(colon + 1)));
    }

    private String publicHost() {
        String name = values.of(Setting.PUBLIC_NAME);
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private Optional<PhoneCertificates> phones() {
        if (values.of(Setting.TLS_CLIENTS).equalsIgnoreCase("off")) return Optional.empty();
        return Optional.of(new PhoneCertificates(
                use(),
                path(Setting.TLS_CLIENTS_AUTHORITY),
                values.has(Setting.TLS_CLIENTS_REVOKED)
                        ? Optional.of(path(Setting.TLS_CLIENTS_REVOKED))
                        : Optional.empty(),
                values.of(Setting.USER_DOMAIN)));
    }

    private PhoneCertificates.Use use() {
        return PhoneCertificates.Use.valueOf(values.of(Setting.TLS_CLIENTS).toUpperCase(Locale.ROOT));
    }

    private Path path(Setting setting) {
        return file.toAbsolutePath().resolveSibling(values.of(setting)).normalize();
    }
}
