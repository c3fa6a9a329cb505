package org.mailspan.cli.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;

/** Logs in at a submission server and leaves again, without sending anything. */
final class SmtpLogin {
    private static final String SUBJECT = "SMTP login";

    private SmtpLogin() {}

    static Finding attempt(SmtpSettings smtp, Credentials credentials) {
        try (Door door = Door.open(smtp.host(), smtp.port())) {
            if (smtp.security() == Security.TLS) door.startTls(smtp.trust().get());
            Greeting.SMTP.expect(door);
            Set<String> offered = Greeting.SMTP.abilities(door);
            if (smtp.security() == Security.STARTTLS) {
                if (!Greeting.SMTP.startTls(door)) throw new IOException("it refuses STARTTLS");
                door.startTls(smtp.trust().get());
                offered = Greeting.SMTP.abilities(door);
            }
            String answer = offered.contains("AUTH=PLAIN") ? plain(door, credentials) : login(door, credentials);
            Greeting.SMTP.leave(door);
            return answer.startsWith("235")
                    ? new Finding.Good(SUBJECT, "good")
                    : new Finding.Bad(SUBJECT, "refused: " + answer, "Look whether it takes the same login as IMAP.");
        } catch (IOException failed) {
            Trouble trouble = Trouble.of(failed);
            return new Finding.Bad(SUBJECT, trouble.what(), trouble.remedy());
        }
    }

    /** RFC 4616. */
    private static String plain(Door door, Credentials credentials) throws IOException {
        door.say("AUTH PLAIN " + encoded("\0" + credentials.user() + "\0" + credentials.password()));
        return door.hear();
    }

    private static String login(Door door, Credentials credentials) throws IOException {
        door.say("AUTH LOGIN");
        String answer = door.hear();
        if (!answer.startsWith("334")) return answer;
        door.say(encoded(credentials.user()));
        answer = door.hear();
        if (!answer.startsWith("334")) return answer;
        door.say(encoded(credentials.password()));
        return door.hear();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
