package org.mailspan.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The settings that exist, in the order of bridge.properties.example; whoever adds one writes a row here and there. */
enum Setting {
    IMAP_HOST("imap.host", "", Rule.HOST, "The IMAP host, by the name that stands in its certificate."),
    IMAP_SECURITY(
            "imap.security", "tls", Rule.SECURITY, "How the connection to it is protected: tls, starttls or none."),
    IMAP_PORT("imap.port", "", Rule.PORT, "Its port; follows from imap.security (993, or 143 for starttls and none)."),
    IMAP_COMPRESSION(
            "imap.compression",
            "remote",
            Rule.COMPRESSION,
            "Whether the connection is compressed: always, never, or for a remote host, outside this network."),
    SMTP_HOST("smtp.host", "", Rule.HOST, "The submission host; the IMAP host unless it has another name."),
    SMTP_SECURITY("smtp.security", "tls", Rule.SECURITY, "As imap.security."),
    SMTP_PORT("smtp.port", "", Rule.PORT, "Its port; follows from smtp.security (465 tls, 587 starttls, 25 none)."),
    SIEVE_HOST(
            "sieve.host",
            "",
            Rule.HOST,
            "The ManageSieve host, by which phones set out of office; empty tries the IMAP host, and off is off."),
    SIEVE_SECURITY(
            "sieve.security",
            "",
            Rule.SECURITY,
            "As imap.security; follows from that (none where that is none, else starttls)."),
    SIEVE_PORT("sieve.port", "4190", Rule.PORT, "Its port."),
    USER_DOMAIN(
            "user.domain", "", Rule.DOMAIN, "Appended to a login without @, so that anna becomes anna@example.org."),
    PHANTOMS(
            "phantoms",
            "hide",
            Rule.PHANTOMS,
            "Messages that another client marked as deleted and left: hide them from phones, show them, or expunge"
                    + " them."),
    FOLDERS_SHARED(
            "folders.shared",
            "off",
            Rule.SWITCH,
            "Whether phones are shown the folders that others share with the user: on or off."),
    HTTP_LISTEN(
            "http.listen",
            "127.0.0.1:8090",
            Rule.LISTEN,
            "Where plain HTTP is served, for a reverse proxy on this machine; empty is off."),
    HTTPS_LISTEN("https.listen", "", Rule.LISTEN, "Where phones are served over HTTPS; empty is off."),
    TLS_CERTIFICATE(
            "tls.certificate",
            "",
            Rule.FILE,
            "The certificate for https.listen with its chain, PEM; read anew when the file changes."),
    TLS_KEY("tls.key", "", Rule.FILE, "The private key of that certificate, PEM, without a password."),
    PUBLIC_NAME(
            "public.name",
            "",
            Rule.PUBLIC,
            "The name under which phones reach this server, told to them by Autodiscover; follows from the"
                    + " certificate."),
    DATA_DIRECTORY(
            "data.directory",
            "data",
            Rule.FILE,
            "Where sync states are kept; a relative name is beside this file. Losing it makes phones load anew, no"
                    + " more."),
    READS_SHARED(
            "reads.shared",
            "on",
            Rule.SWITCH,
            "Whether mail that was read for one device is kept in memory for two minutes, for the others of its"
                    + " account: on or off.");

    private final String key;
    private final String byDefault;
    private final Rule rule;
    private final String sentence;

    Setting(String key, String byDefault, Rule rule, String sentence) {
        this.key = key;
        this.byDefault = byDefault;
        this.rule = rule;
        this.sentence = sentence;
    }

    String key() {
        return key;
    }

    /** Empty where there is none, or where it follows from another setting. */
    String byDefault() {
        return byDefault;
    }

    String sentence() {
        return sentence;
    }

    /** What is wrong with a value that is not empty, and what to write instead. */
    Optional<Rule.Fault> fault(String value) {
        return rule.fault(value);
    }

    /** The environment variable that overrides the file: MAILSPAN_IMAP_HOST. */
    String variable() {
        return "MAILSPAN_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    static Optional<Setting> of(String key) {
        return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
    }
}
