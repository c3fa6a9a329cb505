package org.mailspan.cli.probe;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a kind of mail server is spoken to before the login: IMAP (RFC 3501) or submission (RFC 5321, 6409). */
enum Greeting {
    IMAP,
    SMTP;

    /** Reads the greeting; throws what the server said if it does not want us. */
    void expect(Door door) throws IOException {
        String line = door.hear();
        switch (this) {
            case IMAP -> {
                if (!line.startsWith("* OK") && !line.startsWith("* PREAUTH"))
                    throw new IOException("it says: " + line);
            }
            case SMTP -> {
                for (; line.startsWith("220-"); line = door.hear()) {}
                if (!line.startsWith("220")) throw new IOException("it says: " + line);
            }
        }
    }

    /** What it offers, in capitals: IDLE, AUTH=PLAIN ...; for SMTP each AUTH method is written the same way. */
    Set<String> abilities(Door door) throws IOException {
        return switch (this) {
            case IMAP -> imapAbilities(door);
            case SMTP -> smtpAbilities(door);
        };
    }

    /** Asks for TLS; false if it will not. */
    boolean startTls(Door door) throws IOException {
        return switch (this) {
            case IMAP -> {
                door.say("t STARTTLS");
                yield tagged(door, "t").startsWith("t OK");
            }
            case SMTP -> {
                door.say("STARTTLS");
                yield door.hear().startsWith("220");
            }
        };
    }

    void leave(Door door) throws IOException {
        door.say(this == IMAP ? "q LOGOUT" : "QUIT");
    }

    private static Set<String> imapAbilities(Door door) throws IOException {
        var found = new LinkedHashSet<String>();
        door.say("c CAPABILITY");
        for (String line = door.hear(); !line.startsWith("c "); line = door.hear())
            if (line.startsWith("* CAPABILITY ")) found.addAll(words(line.substring(13)));
        return found;
    }

    private static String tagged(Door door, String tag) throws IOException {
        String line = door.hear();
        while (!line.startsWith(tag + " ")) line = door.hear();
        return line;
    }

    private static Set<String> smtpAbilities(Door door) throws IOException {
        var found = new LinkedHashSet<String>();
        door.say("EHLO localhost");
        String line;
        do {
            line = door.hear();
            if (!line.startsWith("250")) throw new IOException("it says: " + line);
            List<String> words = words(line.substring(Math.min(4, line.length())));
            if (words.isEmpty()) continue;
            found.add(words.getFirst());
            if (words.getFirst().equals("AUTH")) words.stream().skip(1).forEach(method -> found.add("AUTH=" + method));
        } while (line.startsWith("250-"));
        return found;
    }

    private static List<String> words(String line) {
        return line.isBlank()
                ? List.of()
                : List.of(line.strip().toUpperCase(Locale.ROOT).split(" +"));
    }
}
