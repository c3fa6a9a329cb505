package org.mailspan.launcher;

import org.mailspan.Mailspan;

/** The jar's main class: says what to install when the Java that runs it is too old, and else starts Mailspan. */
public final class Launcher {
    private static final int NEEDED = 25;

    private Launcher() {}

    public static void main(String[] args) {
        String running = System.getProperty("java.specification.version");
        if (feature(running) < NEEDED) {
            System.err.println("Mailspan needs Java " + NEEDED + ", and this is Java " + running
                    + ": install it, for example the package temurin-" + NEEDED + "-jre or openjdk-" + NEEDED
                    + "-jre-headless, and run its java.");
            System.exit(1);
        }
        Mailspan.main(args);
    }

    /** Up to Java 8 the version was written as 1.8. */
    private static int feature(String version) {
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }
}
