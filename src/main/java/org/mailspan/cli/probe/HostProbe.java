package org.mailspan.cli.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Folder;
import org.mailspan.backend.imap.HostReport;
import org.mailspan.backend.imap.HostSurvey;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.protocol.FolderType;

/** Logs in at a mail host and tells what it can, and what that means for phones. Changes nothing there. */
public final class HostProbe {
    private HostProbe() {}

    /** @return false if the login is refused, which no further server need be asked about: some count */
    public static boolean run(ImapSettings imap, SmtpSettings smtp, Credentials credentials, Consumer<Finding> report) {
        String subject = "IMAP login";
        try {
            HostReport host = HostSurvey.of(imap, credentials);
            findings(host).forEach(report);
        } catch (BackendException refused) {
            report.accept(bad(subject, refused));
            if (refused.kind() == BackendException.Kind.LOGIN) return false;
        }
        report.accept(SmtpLogin.attempt(smtp, credentials));
        return true;
    }

    private static Finding bad(String subject, BackendException refused) {
        String remedy = refused.kind() == BackendException.Kind.LOGIN
                ? "Try the whole address as the login; hosts with two factors want an app password."
                : "Try again later, or look into the host's log.";
        return new Finding.Bad(subject, String.valueOf(refused.getMessage()), remedy);
    }

    private static List<Finding> findings(HostReport host) {
        return List.of(
                new Finding.Good(
                        "IMAP login",
                        "good after %d ms; one round trip takes %.1f ms"
                                .formatted(
                                        host.login().toMillis(),
                                        host.roundTrip().toNanos() / 1e6)),
                hostClass(host),
                watch(host),
                new Finding.Good("moving", "by " + host.moves()),
                new Finding.Good("deleting", "by " + host.deletes()),
                new Finding.Good("line", host.line()),
                folders(host),
                connections(host));
    }

    private static Finding hostClass(HostReport host) {
        String text = host.hostClass().name().toLowerCase(Locale.ROOT) + "; changes are found by " + host.changes();
        return switch (host.hostClass()) {
            case FULL, GOOD -> new Finding.Good("host class", text);
            case PLAIN ->
                new Finding.Doubtful(
                        "host class",
                        text,
                        "It works; folders of many thousands of messages cost more than elsewhere.");
        };
    }

    private static Finding watch(HostReport host) {
        String text = "by " + host.watch();
        return host.capabilities().contains("IDLE")
                ? new Finding.Good("watching", text)
                : new Finding.Doubtful("watching", text, "The host has no IDLE, so push is as slow as that.");
    }

    private static Finding folders(HostReport host) {
        List<Folder> folders = host.folders();
        String special = Arrays.stream(FolderType.values())
                .flatMap(type ->
                        folders.stream().filter(folder -> folder.type() == type).limit(1))
                .filter(folder -> folder.type() != FolderType.UserMail && folder.type() != FolderType.UserFolder)
                .map(folder -> folder.type() + " is " + folder.remote())
                .collect(Collectors.joining(", "));
        String missing = List.of(FolderType.Drafts, FolderType.SentItems, FolderType.DeletedItems).stream()
                .filter(type -> folders.stream().noneMatch(folder -> folder.type() == type))
                .map(FolderType::name)
                .collect(Collectors.joining(", "));
        String text =
                folders.size() + (folders.size() == 1 ? " folder; " : " folders; ") + special + leftOut(host.leftOut());
        return missing.isEmpty()
                ? new Finding.Good("folders", text)
                : new Finding.Doubtful(
                        "folders", text + "; no " + missing, "They are made when the first phone comes.");
    }

    private static String leftOut(List<String> roots) {
        return roots.isEmpty() ? "" : "; without those below " + String.join(", ", roots) + " (folders.shared)";
    }

    private static Finding connections(HostReport host) {
        String text = host.connections() + " at once";
        return host.connections() == host.wanted()
                ? new Finding.Good("connections", text)
                : new Finding.Doubtful(
                        "connections",
                        text + ", of " + host.wanted() + " that an account may need",
                        "Raise the host's limit, close other mail programs of this account, or lower"
                                + " imap.connections.");
    }
}
