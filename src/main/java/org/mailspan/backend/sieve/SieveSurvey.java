package org.mailspan.backend.sieve;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Account;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;

/** Asks a ManageSieve host what it can. Changes nothing there. */
public final class SieveSurvey {
    private SieveSurvey() {}

    /** @throws BackendException UNAVAILABLE if it cannot be reached, or does not protect the connection as wanted */
    public static SieveReport of(SieveSettings settings) throws BackendException {
        try (SieveConnection host = SieveConnection.open(settings)) {
            SieveAbilities offered = host.abilities();
            return new SieveReport(
                    offered.implementation(),
                    offered.mechanisms().contains("PLAIN"),
                    offered.lacking(),
                    offered.includes());
        }
    }

    /**
     * Logs in, and has the host look at a script such as a phone's out of office would make.
     *
     * @return the name of the script that is active, if one is
     * @throws BackendException NOT_ALLOWED if it refuses the login, others if it does not take such a script
     */
    public static Optional<String> attempt(SieveSettings settings, Credentials credentials) throws BackendException {
        try (SieveConnection host = SieveConnection.open(settings)) {
            host.login(credentials);
            Optional<String> active = host.scripts().active();
            String script = sample(credentials.user(), host.abilities().includes() ? active.orElse("") : "");
            host.makeSure(OofScript.NAME, script.length());
            host.check(script);
            return active;
        }
    }

    private static String sample(String user, String includes) {
        var replies = new EnumMap<Audience, Reply>(
                Map.of(Audience.INTERNAL, new Reply(true, "away", false), Audience.EXTERNAL_KNOWN, Reply.NONE));
        replies.put(Audience.EXTERNAL_UNKNOWN, new Reply(true, "<p>away</p>", true));
        var during = new Absence.When.During(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
        var memo = new Memo(new Absence(during, replies), includes, "check");
        return OofScript.of(new Account(user, List.of(user), ""), memo, List.of("somebody@example.org"));
    }
}
