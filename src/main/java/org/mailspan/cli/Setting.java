package org.mailspan.cli;

import java.util.Optional;

/** The settings that exist, in the order of bridge.properties.example; whoever adds one writes a row here and there. */
enum Setting implements Key {
    IMAP_HOST("imap.host", "", Rule.HOST, "The IMAP host, by the name that stands in its certificate."),
    IMAP_SECURITY(
            "imap.security", "tls", Rule.SECURITY, "How the connection to it is protected: tls, starttls or none."),
    IMAP_PORT("imap.port", "", Rule.PORT, "Its port; follows from imap.security (993, or 143 for starttls and none)."),
    IMAP_COMPRESSION(
            "imap.compression",
            "remote",
            Rule.COMPRESSION,
            "Whether the connection is compressed: always, never, or for a remote host, outside this network."),
    IMAP_CONNECTIONS(
            "imap.connections",
            "3",
            Rule.CONNECTIONS,
            "How many connections one account takes at most, for all of its devices; one of them watches."),
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
    FOLDERS_VIEWS(
            "folders.views",
            "off",
            Rule.SWITCH,
            "Whether phones are shown the folders in which Gmail shows the mail of others again (All Mail, Important,"
                    + " Starred): on or off."),
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
    ACME_DIRECTORY(
            "acme.directory",
            "",
            Rule.AUTHORITY,
            "Instead of these two: who is asked for a certificate (ACME): letsencrypt, or the address of another's"
                    + " directory."),
    ACME_AGREE(
            "acme.agree",
            "off",
            Rule.SWITCH,
            "Whether you agree to the terms of service of that authority: on or off."),
    ACME_NAMES(
            "acme.names",
            "",
            Rule.NAMES,
            "The names that the certificate is for, with commas between; follows from public.name."),
    ACME_MAIL("acme.mail", "", Rule.ADDRESS, "Where the authority may write to."),
    ACME_HTTP(
            "acme.http",
            "",
            Rule.LISTEN,
            "Where the authority may look by HTTP, such as 0.0.0.0:80; empty has it look at https.listen alone."),
    TLS_CLIENTS(
            "tls.clients",
            "off",
            Rule.CLIENTS,
            "Certificates of phones: off, required (and a password), alone (instead of a password) or either of them."),
    TLS_CLIENTS_AUTHORITY(
            "tls.clients.authority",
            "",
            Rule.FILE,
            "Who gives these out: certificates, PEM; read anew when it changes."),
    TLS_CLIENTS_REVOKED(
            "tls.clients.revoked", "", Rule.FILE, "Which of them were revoked: a CRL, PEM; read anew when it changes."),
    HTTP_PROXIES(
            "http.proxies",
            "127.0.0.1, ::1",
            Rule.PROXIES,
            "Reverse proxies that are believed about where a request comes from: addresses and networks; empty is"
                    + " none."),
    HTTP_PROXY_PROTOCOL(
            "http.proxy.protocol",
            "off",
            Rule.SWITCH,
            "Whether these begin each connection with a header of the PROXY protocol: on or off."),
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
                    + " account: on or off."),
    PUSH_GATHER(
            "push.gather",
            "30",
            Rule.SECONDS,
            "For how many seconds changes of flags and deletions are gathered before a phone is woken for them."),
    PASSWORDS(
            "passwords",
            "both",
            Rule.PASSWORDS,
            "What opens a mailbox: app (passwords made by mailspan password add), mail (the mail host's), or both."),
    PASSWORDS_KEY(
            "passwords.key",
            "",
            Rule.FILE,
            "The file of the key that seals the mail passwords behind app passwords; empty is mail.key in"
                    + " data.directory."),
    DEVICES_NEW(
            "devices.new",
            "allow",
            Rule.NEW_DEVICES,
            "What becomes of a device that was never here before: allow, quarantine (until mailspan device allow) or"
                    + " block."),
    DEVICES_MAIL(
            "devices.mail",
            "",
            Rule.ADDRESS,
            "Who is told by mail of a new device that was not let in; empty is the user whose mail it asked for."),
    // Last, since the elements of the policy follow it.
    POLICY_REQUIRED(
            "policy.required",
            "partly",
            Rule.REQUIRED,
            "How much of the following a device must apply to be let in: off, partly or fully.");

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

    @Override
    public String key() {
        return key;
    }

    @Override
    public String byDefault() {
        return byDefault;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    @Override
    public Optional<Rule.Fault> fault(String value) {
        return rule.fault(value);
    }
}
