package org.mailspan.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's own Dovecot 2.3, run from a temporary directory on free ports of loopback: as root with a mail user of
 * no rights, as anybody else wholly under that user. Any login is let in with the one password and gets a home of its
 * own.
 */
public final class DovecotHost implements MailHost, AutoCloseable {
    private static final AtomicInteger USERS = new AtomicInteger();
    private static final Map<Settings, DovecotHost> SHARED = new ConcurrentHashMap<>();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final GreenMailHost submission = GreenMailHost.shared();
    private final Path directory;
    private final Process guard;
    private final int imap;
    private final int imaps;
    private final int lmtp;
    private final char separator;

    /**
     * @param capability what IMAP says that it can; empty for all that Dovecot can. What is left out still works when
     *     it is asked for, so a test sees whether somebody asks for what was not offered
     * @param more lines for the end of the configuration
     */
    public record Settings(String capability, List<String> more) {
        public static final Settings FULL = new Settings("", List.of());
        /** As an old Courier, say: UIDPLUS and IDLE, and nothing to find changes by. */
        public static final Settings PLAIN =
                new Settings("IMAP4rev1 LITERAL+ SASL-IR IDLE UIDPLUS NAMESPACE CHILDREN AUTH=PLAIN", List.of());
        /** Not even UIDPLUS and MOVE: the careful way of deleting. */
        public static final Settings BARE = new Settings("IMAP4rev1 LITERAL+ AUTH=PLAIN", List.of());
        /** As Gmail and others: CONDSTORE without QRESYNC. */
        public static final Settings CONDSTORE = new Settings(
                "IMAP4rev1 LITERAL+ SASL-IR IDLE UIDPLUS MOVE ENABLE CONDSTORE SPECIAL-USE AUTH=PLAIN", List.of());
        /** As {@link #FULL}, and it compresses where a client asks for it. */
        public static final Settings COMPRESSING =
                new Settings("", List.of("protocol imap {", "  mail_plugins = $mail_plugins imap_zlib", "}"));
        /** Maildir++ with everything below the inbox: as Courier, and many a host that came from it. */
        public static final Settings BELOW_INBOX = new Settings(
                "",
                List.of(
                        "mail_location = maildir:~/Maildir",
                        "namespace inbox {",
                        "  separator = .",
                        "  prefix = INBOX.",
                        "}"));
    }

    private DovecotHost(Settings settings) throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "ms");
        try (var a = anyPort();
                var b = anyPort();
                var c = anyPort()) {
            imap = a.getLocalPort();
            imaps = b.getLocalPort();
            lmtp = c.getLocalPort();
        }
        separator = settings.more().contains("  separator = .") ? '.' : '/';
        prepare(settings);
        // The shell waits on our pipe: it ends Dovecot and cleans up even when this JVM is killed.
        guard = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "\"$1\" -F -c \"$2/conf\" & read -r end; kill $!; wait; rm -rf \"$2\"",
                        "sh",
                        program().toString(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        awaitGreeting();
    }

    /** The one of this JVM; skips the calling test where there is no Dovecot 2.3. */
    public static DovecotHost shared() {
        return shared(Settings.FULL);
    }

    /** The one of this JVM with these settings. */
    public static DovecotHost shared(Settings settings) {
        require();
        return SHARED.computeIfAbsent(settings, DovecotHost::launchForAll);
    }

    private static DovecotHost launchForAll(Settings settings) {
        DovecotHost host = launch(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(host::release));
        return host;
    }

    /** One of its own, to be stopped by the test. */
    public static DovecotHost start(Settings settings) {
        require();
        return launch(settings);
    }

    private static DovecotHost launch(Settings settings) {
        try {
            return new DovecotHost(settings);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static void require() {
        Hosts.requireBinary("dovecot", "dovecot-imapd dovecot-lmtpd");
        String version = output(program().toString(), "--version");
        // 2.4 has another configuration language.
        if (!version.startsWith("2.3")) Hosts.missing("needs Dovecot 2.3, this is " + version);
        boolean delivers =
                Files.exists(Path.of("/usr/lib/dovecot/lmtp")) || Files.exists(Path.of("/usr/libexec/dovecot/lmtp"));
        if (!delivers) Hosts.missing("needs Dovecot's lmtp: apt-get install dovecot-lmtpd");
    }

    private static Path program() {
        Path sbin = Path.of("/usr/sbin/dovecot");
        return Files.isExecutable(sbin) ? sbin : Path.of("dovecot");
    }

    private static ServerSocket anyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private void prepare(Settings settings) throws IOException {
        boolean root = output("id", "-u").equals("0");
        String user = root ? "nobody" : output("id", "-un");
        String group = output("id", "-gn", user);
        Path mail = Files.createDirectory(directory.resolve("mail"));
        if (root) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            var principals = directory.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(mail, principals.lookupPrincipalByName(user));
        }
        Files.writeString(directory.resolve("cert"), TestCertificate.shared().certificatePem());
        Files.writeString(directory.resolve("key"), TestCertificate.shared().keyPem());
        var conf = new ArrayList<String>();
        conf.add(CONF.replace("@dir", directory.toString())
                .replace("@user", user)
                .replace("@group", group)
                .replace("@internal-user", root ? "dovecot" : user)
                .replace("@internal-group", root ? "dovecot" : group)
                .replace("@login-user", root ? "dovenull" : user)
                .replace("@password", PASSWORD)
                .replace("@imaps", "" + imaps)
                .replace("@imap", "" + imap)
                .replace("@lmtp", "" + lmtp));
        if (!settings.capability().isEmpty())
            conf.add("protocol imap {\n  imap_capability = " + settings.capability() + "\n}");
        conf.addAll(settings.more());
        Files.write(directory.resolve("conf"), conf, UTF_8);
    }

    private void awaitGreeting() throws IOException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit)) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), imap)) {
                if (socket.getInputStream().read() == '*') return;
            } catch (IOException notYet) {
                if (log().contains("Fatal:") || !guard.isAlive()) break;
            }
            // Nothing tells when a foreign process listens: knocking again is the only way.
            LockSupport.parkNanos(2_000_000);
        }
        String log = log();
        close();
        throw new IOException("Dovecot does not start: " + log);
    }

    /** What Dovecot wrote so far. */
    public String log() {
        var text = new StringBuilder();
        for (String file : List.of("out", "log")) {
            try {
                text.append(Files.readString(directory.resolve(file)));
            } catch (IOException notThere) {
                text.append("");
            }
        }
        return text.toString();
    }

    @Override
    public String name() {
        return "Dovecot";
    }

    @Override
    public int imapPort() {
        return imap;
    }

    @Override
    public int imapsPort() {
        return imaps;
    }

    @Override
    public int smtpPort() {
        return submission.smtpPort();
    }

    @Override
    public X509Certificate certificate() {
        return TestCertificate.shared().certificate();
    }

    @Override
    public char separator() {
        return separator;
    }

    @Override
    public String newUser() {
        String user = "d" + USERS.incrementAndGet() + "@" + DOMAIN;
        submission.register(user);
        return user;
    }

    @Override
    public void deliver(String user, byte[] message) {
        Delivery.deliver(lmtp, Delivery.Hello.LHLO, user, message);
    }

    /** What an administrator can do and no client; throws where doveadm complains. */
    public void doveadm(String... command) {
        var all = new ArrayList<>(
                List.of("doveadm", "-c", directory.resolve("conf").toString()));
        all.addAll(List.of(command));
        String said = output(all.toArray(String[]::new));
        if (!said.isEmpty()) throw new IllegalStateException(said);
    }

    /** Where a user's files lie; there after the first login. */
    Path home(String user) {
        return directory.resolve("mail").resolve(user);
    }

    /** A backup of a user's mail, to be brought back; nobody may be logged in then. */
    public void keepAside(String user) {
        copy(home(user), home(user + ".kept"));
    }

    public void bringBack(String user) {
        copy(home(user + ".kept"), home(user));
    }

    private static void copy(Path from, Path to) {
        String said = output("/bin/sh", "-c", "rm -rf \"$1\" && cp -a \"$0\" \"$1\"", "" + from, "" + to);
        if (!said.isEmpty()) throw new IllegalStateException(said);
    }

    /** From a sender of one's choice; whatever a script of the user does about it is done when this returns. */
    public void deliver(String sender, String user, byte[] message) {
        Delivery.deliver(lmtp, Delivery.Hello.LHLO, sender, user, message);
    }

    @Override
    public List<byte[]> received(String address) {
        return submission.received(address);
    }

    /** Lets the guard end Dovecot and remove its directory, without waiting: Dovecot takes a second. */
    private void release() {
        try {
            guard.getOutputStream().close();
        } catch (IOException alreadyGone) {
            guard.destroyForcibly();
        }
    }

    /** Ends Dovecot; its directory goes with it. */
    @Override
    public void close() {
        release();
        try {
            if (!guard.waitFor(5, TimeUnit.SECONDS)) guard.destroyForcibly();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static String output(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    // mdbox: many messages in one file. 100,000 small ones are appended in 1.2 s, against 9 s for maildir.
    private static final String CONF = """
        base_dir = @dir/run
        state_dir = @dir/state
        log_path = @dir/log
        instance_name = mailspan-test
        protocols = imap lmtp
        listen = 127.0.0.1
        default_internal_user = @internal-user
        default_internal_group = @internal-group
        default_login_user = @login-user
        default_process_limit = 2000
        default_client_limit = 4000
        mail_uid = @user
        mail_gid = @group
        first_valid_uid = 1
        first_valid_gid = 1
        mail_location = mdbox:~/mail
        mail_fsync = never
        mail_temp_dir = @dir/mail
        mailbox_idle_check_interval = 5 secs
        disable_plaintext_auth = no
        ssl = yes
        ssl_cert = <@dir/cert
        ssl_key = <@dir/key
        auth_failure_delay = 0 secs
        mail_max_userip_connections = 10000
        passdb {
          driver = static
          args = password=@password
        }
        userdb {
          driver = static
          args = uid=@user gid=@group home=@dir/mail/%u allow_all_users=yes
        }
        service anvil {
          chroot =
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service stats {
          chroot =
        }
        service imap-login {
          chroot =
          service_count = 0
          process_min_avail = 1
          inet_listener imap {
            port = @imap
          }
          inet_listener imaps {
            port = @imaps
          }
        }
        service imap {
          process_min_avail = 2
          process_limit = 4000
        }
        service lmtp {
          inet_listener lmtp {
            port = @lmtp
          }
        }
        namespace inbox {
          inbox = yes
          separator = /
          mailbox Drafts {
            special_use = \\Drafts
            auto = subscribe
          }
          mailbox Sent {
            special_use = \\Sent
            auto = subscribe
          }
          mailbox Trash {
            special_use = \\Trash
            auto = subscribe
          }
          mailbox Junk {
            special_use = \\Junk
            auto = subscribe
          }
        }
        """;
}
