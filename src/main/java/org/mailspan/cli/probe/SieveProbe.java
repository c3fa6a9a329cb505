package org.mailspan.cli.probe;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.sieve.SieveReport;
import org.mailspan.backend.sieve.SieveSettings;
import org.mailspan.backend.sieve.SieveSurvey;

/** Tells whether phones can set out of office. What is missing is a failure only where the owner named the host. */
public final class SieveProbe {
    private static final String ELSEWHERE =
            "If another host has it, name that in sieve.host; sieve.host = off if none has.";

    private final SieveSettings settings;
    private final String subject;
    private final Consumer<Finding> report;

    private SieveProbe(SieveSettings settings, Consumer<Finding> report) {
        this.settings = settings;
        this.subject = "ManageSieve " + settings.host() + ":" + settings.port();
        this.report = report;
    }

    public static void run(SieveSettings settings, Optional<Credentials> credentials, Consumer<Finding> report) {
        var probe = new SieveProbe(settings, report);
        if (probe.knock()) credentials.ifPresent(probe::attempt);
    }

    private boolean knock() {
        try {
            SieveReport host = SieveSurvey.of(settings);
            if (!host.lacking().isEmpty())
                missing("its Sieve has no " + String.join(", ", host.lacking()), "Switch that on there.");
            else if (!host.takesPasswords())
                missing("takes no login by password on this connection", "Look at sieve.security, and at that host.");
            else {
                report.accept(good(host));
                return true;
            }
        } catch (BackendException failed) {
            // Hosts without ManageSieve are many, so the words for a mail host that fails would alarm for nothing.
            Trouble trouble = failed.getCause() instanceof IOException cause
                    ? Trouble.of(cause)
                    : new Trouble("" + failed.getMessage(), "Look at sieve.security, and at that host.");
            missing(trouble.what(), settings.named() ? trouble.remedy() : ELSEWHERE);
        }
        return false;
    }

    private void missing(String what, String remedy) {
        String text = what + ": phones cannot set out of office";
        report.accept(
                settings.named()
                        ? new Finding.Bad(subject, text, remedy)
                        : new Finding.Doubtful(subject, text, remedy));
    }

    private Finding good(SieveReport host) {
        String name = host.implementation().isEmpty() ? "Sieve" : host.implementation();
        String text = name.replaceAll("\\p{Cntrl}", " ") + ", takes a login by password; phones can set out of office";
        return host.includes()
                ? new Finding.Good(subject, text)
                : new Finding.Doubtful(
                        subject,
                        text + " for users who have no other script active",
                        "Switch on the Sieve extension include there.");
    }

    private void attempt(Credentials credentials) {
        String login = "ManageSieve login";
        try {
            Optional<String> active = SieveSurvey.attempt(settings, credentials);
            report.accept(new Finding.Good(
                    login,
                    "good; takes a script for out of office; "
                            + active.map(name -> "active now is " + name).orElse("none is active now")));
        } catch (BackendException failed) {
            String remedy = failed.kind() == Kind.NOT_ALLOWED
                    ? "Look whether that host takes the same login as IMAP; sieve.host = off if this is not wanted."
                    : "Look into the log of that host.";
            report.accept(new Finding.Bad(login, "" + failed.getMessage(), remedy));
        }
    }
}
