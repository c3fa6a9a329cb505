package org.mailspan.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.mailspan.backend.Credentials;
import org.mailspan.cli.Settings.Result;
import org.mailspan.cli.probe.EasProbe;
import org.mailspan.cli.probe.HostProbe;

/** {@code probe URL|FILE USER}: what a server can, seen from outside. */
final class Probe {
    /** As somebody types it who forgets the scheme; settings files rarely end like that, and this one is not there. */
    private static final Pattern LIKE_A_SERVER = Pattern.compile(
            "(?i)(?!.*\\.(properties|conf|cfg|txt)$)(localhost|[a-z0-9-]+(\\.[a-z0-9-]+)+)(:[0-9]+)?(/.*)?");

    private final String user;
    private final Terminal terminal;
    private final Findings findings;

    private Probe(String user, Terminal terminal) {
        this.user = user;
        this.terminal = terminal;
        this.findings = new Findings(terminal);
    }

    static int run(String target, String user, Terminal terminal) throws Exception {
        var probe = new Probe(user, terminal);
        if (LIKE_A_SERVER.matcher(target).matches() && Files.notExists(Path.of(target))) {
            terminal.err()
                    .println("There is no file " + Log.escaped(target) + ". A server is named by its address: https://"
                            + target);
            return Cli.WRONG_USE;
        }
        return target.matches("(?i)https?://.*") ? probe.eas(target) : probe.host(target);
    }

    private int eas(String address) throws Exception {
        URI server;
        try {
            server = new URI(address);
        } catch (URISyntaxException malformed) {
            terminal.err().println(address + " is not an address.");
            return Cli.WRONG_USE;
        }
        if (server.getHost() == null) {
            terminal.err().println(address + " names no host.");
            return Cli.WRONG_USE;
        }
        var credentials = new Credentials(user, terminal.password(user));
        EasProbe.run(server, credentials, SSLContext.getDefault(), findings::add);
        return findings.exitCode();
    }

    private int host(String file) throws Exception {
        return switch (Settings.read(Path.of(file))) {
            case Result.Bad(var mistakes) -> {
                terminal.print(mistakes, file);
                yield Cli.WRONG_USE;
            }
            case Result.Good(var settings, var _) -> {
                var credentials = settings.completed(new Credentials(user, terminal.password(user)));
                HostProbe.run(settings.imap(), settings.smtp(), credentials, findings::add);
                yield findings.exitCode();
            }
        };
    }
}
