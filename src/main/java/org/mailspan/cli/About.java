package org.mailspan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.mailspan.protocol.Version;

/** {@code version}: what this is and what it runs on, in one line for a bug report; and of what it is made. */
final class About {
    /** Made when the jar is. */
    private static final String LIBRARIES = "/META-INF/THIRD-PARTY.txt";

    private About() {}

    static int run(boolean licences, Terminal terminal) throws IOException {
        return licences ? licences(terminal) : run(terminal);
    }

    private static int licences(Terminal terminal) throws IOException {
        try (InputStream in = About.class.getResourceAsStream(LIBRARIES)) {
            if (in == null) {
                terminal.err().println("Only mailspan.jar has the list: mvn verify makes it.");
                return Cli.FAILED;
            }
            terminal.out().print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return Cli.DONE;
        }
    }

    private static int run(Terminal terminal) throws IOException {
        terminal.out()
                .printf(
                        "Mailspan %s, EAS %s, Java %s, %s %s%n",
                        version(),
                        Version.header().replace(",", " "),
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        return Cli.DONE;
    }

    static String version() throws IOException {
        var properties = new Properties();
        try (InputStream in = About.class.getResourceAsStream("/org/mailspan/version.properties")) {
            if (in != null) properties.load(in);
        }
        String found = properties.getProperty("version", "");
        // Unfiltered where the classes were compiled by something else than the build.
        return found.isEmpty() || found.startsWith("${") ? "(unreleased)" : found;
    }
}
