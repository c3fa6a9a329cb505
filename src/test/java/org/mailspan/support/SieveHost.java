package org.mailspan.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Dovecot with Pigeonhole: scripts run as mail is delivered, and what they answer goes to the submission server. */
public final class SieveHost {
    private final DovecotHost dovecot;
    private final int port;
    private final int tlsPort;

    private SieveHost(List<String> more) {
        port = anyPort();
        tlsPort = anyPort();
        var lines = new ArrayList<>(CONF.replace("@sieves", "" + tlsPort)
                .replace("@sieve", "" + port)
                .replace("@submission", "" + GreenMailHost.shared().smtpPort())
                .lines()
                .toList());
        lines.addAll(more);
        dovecot = DovecotHost.shared(new DovecotHost.Settings("", lines));
    }

    private static final class Shared {
        static final SieveHost ALL = new SieveHost(List.of());
        static final SieveHost WITHOUT_INCLUDE =
                new SieveHost(List.of("plugin {", "  sieve_extensions = -include", "}"));
        static final SieveHost WITHOUT_VACATION =
                new SieveHost(List.of("plugin {", "  sieve_extensions = -vacation", "}"));
    }

    /** The one of this JVM; skips the calling test where there is no Dovecot 2.3 or no Pigeonhole. */
    public static SieveHost shared() {
        require();
        return Shared.ALL;
    }

    public static SieveHost withoutInclude() {
        require();
        return Shared.WITHOUT_INCLUDE;
    }

    public static SieveHost withoutVacation() {
        require();
        return Shared.WITHOUT_VACATION;
    }

    private static void require() {
        DovecotHost.require();
        boolean there = Files.exists(Path.of("/usr/lib/dovecot/managesieve"))
                || Files.exists(Path.of("/usr/libexec/dovecot/managesieve"));
        if (!there) Hosts.missing("needs Pigeonhole: apt-get install dovecot-sieve dovecot-managesieved");
    }

    public DovecotHost dovecot() {
        return dovecot;
    }

    /** Where it speaks ManageSieve, with and without STARTTLS. */
    public int port() {
        return port;
    }

    /** Where it speaks TLS from the first octet. */
    public int tlsPort() {
        return tlsPort;
    }

    /** What another client says after its login; the answer's first line. */
    public String say(String user, String line) {
        String plain = Base64.getEncoder().encodeToString(("\0" + user + "\0" + MailHost.PASSWORD).getBytes(UTF_8));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            String heard = in.readLine();
            while (!heard.startsWith("OK")) heard = in.readLine();
            socket.getOutputStream()
                    .write(("AUTHENTICATE \"PLAIN\" \"" + plain + "\"\r\n" + line + "\r\n").getBytes(UTF_8));
            in.readLine();
            return in.readLine();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A script that the user made by hand, without ManageSieve: active, and without a name. */
    public void handmade(String user, String script) {
        say(user, "LISTSCRIPTS");
        Path home = dovecot.home(user);
        try {
            Path file = Files.writeString(home.resolve(".dovecot.sieve"), script);
            Files.setOwner(file, Files.getOwner(home));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int anyPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static final String CONF = """
        protocols = imap lmtp sieve
        submission_host = 127.0.0.1:@submission
        protocol lmtp {
          mail_plugins = sieve
        }
        plugin {
          sieve = file:~/sieve;active=~/.dovecot.sieve
          sieve_vacation_send_from_recipient = yes
        }
        service managesieve-login {
          chroot =
          service_count = 0
          process_min_avail = 1
          inet_listener sieve {
            port = @sieve
          }
          inet_listener sieves {
            port = @sieves
            ssl = yes
          }
        }
        """;
}
