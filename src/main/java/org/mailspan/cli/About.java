package org.mailspan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.mailspan.protocol.Version;

/** {@code version}: what this is and what it runs on, in one line for a bug report. */
final class About {
    private About() {}

    static int run(Terminal terminal) throws IOException {
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
