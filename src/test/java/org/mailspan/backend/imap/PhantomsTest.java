package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.event.Events;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.ImapWitness;

/** Messages that another client marked as deleted and left, at a real host, on all three ways to find changes. */
class PhantomsTest {
    private static final byte[] MAIL = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(Phantoms.class)
    void theFirstListingAndLaterOnesTreatThemAsTheOwnerWants(Phantoms phantoms) throws Exception {
        for (var settings :
                List.of(DovecotHost.Settings.FULL, DovecotHost.Settings.CONDSTORE, DovecotHost.Settings.PLAIN))
            treated(DovecotHost.shared(settings), phantoms);
    }

    private static void treated(DovecotHost host, Phantoms phantoms) throws Exception {
        String user = host.newUser();
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE).withPhantoms(phantoms);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        var connector = new ImapConnector(imap, smtp, "", new Events());
        try (ImapWitness witness = host.witness(user);
                Backend backend = connector.connect(new Credentials(user, host.password()))) {
            long kept = witness.append("INBOX", MAIL);
            long early = witness.append("INBOX", MAIL, "\\Deleted");
            Delta first = backend.changes("INBOX", "");
            assertEquals(shown(phantoms, kept, early), remotes(((Delta.Full) first).items()), host.name());
            long late = witness.append("INBOX", MAIL);
            witness.store("INBOX", late, "+FLAGS", "\\Deleted");
            Delta second = backend.changes("INBOX", first.token());
            boolean told = remotes(changed(second)).contains(Long.toString(late));
            assertEquals(phantoms == Phantoms.SHOW, told, host.name());
            List<Long> there = phantoms == Phantoms.EXPUNGE ? List.of(kept) : List.of(kept, early, late);
            assertEquals(there, witness.uids("INBOX"), host.name());
        }
    }

    private static List<String> shown(Phantoms phantoms, long kept, long marked) {
        return phantoms == Phantoms.SHOW
                ? List.of(Long.toString(kept), Long.toString(marked))
                : List.of(Long.toString(kept));
    }

    private static List<Entry> changed(Delta delta) {
        return switch (delta) {
            case Delta.Incremental(var changed, var _, var _) -> changed;
            case Delta.Remaining(var changed, var _, var _) -> changed;
            case Delta.Full(var items, var _, var _) -> items;
        };
    }

    private static List<String> remotes(List<Entry> entries) {
        return entries.stream()
                .map(entry -> Long.toString(entry.key()))
                .sorted()
                .toList();
    }
}
