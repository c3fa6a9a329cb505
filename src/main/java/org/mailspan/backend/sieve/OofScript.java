package org.mailspan.backend.sieve;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.format.AutoReply;

/**
 * Writes the script that answers: RFC 5228, with vacation (5230), envelope, date (5260), relational (5231) and include
 * (6609).
 */
final class OofScript {
    static final String NAME = "mailspan-oof";
    /** As much as a list of strings should hold, and more people than expect an answer. */
    static final int MOST_KNOWN = 1_000;

    private static final int DAYS = 7;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Account account;
    private final Memo memo;
    private final Set<String> needed = new LinkedHashSet<>();

    private OofScript(Account account, Memo memo) {
        this.account = account;
        this.memo = memo;
    }

    /** @param known addresses of those who are {@link Audience#EXTERNAL_KNOWN} */
    static String of(Account account, Memo memo, List<String> known) {
        var script = new OofScript(account, memo);
        String actions = script.answers(known) + script.inclusion();
        return "# Out of office. Written by Mailspan for a phone; the phone writes it anew.\r\n"
                + memo.comments()
                + (script.needed.isEmpty() ? "" : "require " + strings(script.needed) + ";\r\n")
                + actions;
    }

    /** Whether it matters who is known. */
    static boolean distinguishes(Absence absence) {
        return !(absence.when() instanceof When.Never)
                && !reply(absence, Audience.EXTERNAL_KNOWN).equals(reply(absence, Audience.EXTERNAL_UNKNOWN));
    }

    private String answers(List<String> known) {
        Optional<String> times = times(memo.absence().when());
        if (times.isEmpty()) return "";
        var branches = new ArrayList<String>();
        Set<String> domains = account.addresses().stream()
                .map(address -> address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        branches.add(branch("if envelope :domain :is \"from\" " + strings(domains), Audience.INTERNAL));
        if (!known.isEmpty() && distinguishes(memo.absence())) {
            List<String> some = known.stream().limit(MOST_KNOWN).toList();
            branches.add(branch("elsif envelope :all :is \"from\" " + strings(some), Audience.EXTERNAL_KNOWN));
        }
        branches.add(branch("else", Audience.EXTERNAL_UNKNOWN));
        if (!needed.contains("vacation")) {
            needed.clear();
            return "";
        }
        needed.add("envelope");
        return "if allof (not header :contains [\"X-Spam-Flag\", \"X-Spam\"] \"yes\"" + times.get() + ") {\r\n"
                + String.join("", branches) + "}\r\n";
    }

    /** Further conditions of answering at all; nothing if there is no time at which it would. */
    private Optional<String> times(When when) {
        return switch (when) {
            case When.Never _ -> Optional.empty();
            case When.Now _ -> Optional.of("");
            case When.During(Instant from, Instant until) -> {
                needed.addAll(List.of("date", "relational"));
                yield Optional.of(",\r\n  " + since(from) + ",\r\n  not " + since(until));
            }
        };
    }

    private static String since(Instant time) {
        return "currentdate :zone \"+0000\" :value \"ge\" \"iso8601\" \"" + SECONDS.format(time) + "\"";
    }

    private String branch(String condition, Audience audience) {
        return "  " + condition + " {\r\n"
                + reply(memo.absence(), audience).map(this::vacation).orElse("")
                + "  }\r\n";
    }

    private String vacation(Absence.Reply reply) {
        needed.add("vacation");
        return "    vacation :days " + DAYS + " :handle " + string(memo.handle()) + " :addresses "
                + strings(account.addresses()) + " :mime " + string(AutoReply.entity(reply.text(), reply.html()))
                + ";\r\n";
    }

    /** What this audience is answered, if it is. */
    private static Optional<Absence.Reply> reply(Absence absence, Audience audience) {
        return Optional.ofNullable(absence.replies().get(audience))
                .filter(reply -> reply.enabled() && !AutoReply.isBlank(reply.text(), reply.html()));
    }

    private String inclusion() {
        if (memo.includes().isEmpty()) return "";
        needed.add("include");
        return "include :personal :optional " + string(memo.includes()) + ";\r\n";
    }

    private static String strings(Collection<String> texts) {
        return texts.stream().map(OofScript::string).collect(Collectors.joining(", ", "[", "]"));
    }

    /** RFC 5228 2.4.2: any character may stand in it, once these two are marked. */
    private static String string(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
