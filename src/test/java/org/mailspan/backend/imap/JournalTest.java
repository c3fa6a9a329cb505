package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Want.Whole;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.event.Events;
import org.mailspan.format.MailFlags;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Witness;

/** What is told of a folder adds up to the truth, whoever changes it and on whatever connection one looks. */
final class JournalTest {
    private static final byte[] MAIL = "Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII);

    private final Map<String, Entry> known = new TreeMap<>();
    private String token = "";

    private void look(Backend backend) throws BackendException {
        Delta delta = backend.changes("INBOX", token);
        List<Entry> changed = switch (delta) {
            case Delta.Incremental(var entries, var removed, var _) -> {
                removed.forEach(known::remove);
                yield entries;
            }
            case Delta.Remaining(var entries, var present, var _) -> {
                known.keySet().removeIf(present.negate());
                yield entries;
            }
            case Delta.Full(var entries, var _, var _) -> {
                known.clear();
                yield entries;
            }
        };
        for (Entry entry : changed) known.put(entry.remote(), entry);
        token = delta.token();
    }

    private Map<Long, String> told() {
        var told = new TreeMap<Long, String>();
        for (Entry entry : known.values()) told.put(entry.key(), entry.stamp());
        return told;
    }

    private static Map<Long, String> truth(Witness witness) {
        var truth = new TreeMap<Long, String>();
        for (long uid : witness.uids("INBOX")) {
            var flags = witness.flags("INBOX", uid);
            if (!flags.contains("\\Deleted")) truth.put(uid, MailFlags.of(flags).stamp());
        }
        return truth;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSumOfAllThatIsToldIsTheTruth(long seed) throws Exception {
        DovecotHost host = DovecotHost.shared();
        String user = host.newUser();
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        var over = new AtomicBoolean();
        try (Witness witness = host.witness(user);
                Backend backend = new ImapConnector(imap, smtp, "", new Events())
                        .connect(new Credentials(user, host.password()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // before anybody else comes: Dovecot panics when several create the first folders at once
            for (int i = 0; i < 10; i++) witness.append("INBOX", MAIL);
            // keeps one of the two connections busy at random moments, so that looks change between them
            var disturbance = threads.submit(() -> {
                var none = new Entry("1.1", 1, "", 0);
                while (!over.get()) backend.read("INBOX", List.of(none), new Whole(1, BodyOptions.NONE), reading -> {});
                return true;
            });
            try {
                day(new Random(seed), backend, witness);
            } finally {
                over.set(true);
            }
            assertTrue(disturbance.get(10, TimeUnit.SECONDS));
        }
    }

    private void day(Random random, Backend backend, Witness witness) throws BackendException {
        for (int step = 0; step < 200; step++) {
            List<Entry> entries = new ArrayList<>(known.values());
            List<Long> uids = new ArrayList<>(witness.uids("INBOX"));
            if (entries.isEmpty() || uids.isEmpty() || random.nextInt(4) == 0) {
                witness.append("INBOX", MAIL);
            } else if (random.nextBoolean()) {
                ofOthers(random, witness, uids.get(random.nextInt(uids.size())));
            } else {
                ofOurs(random, backend, List.of(entries.get(random.nextInt(entries.size()))));
            }
            if (random.nextInt(2) != 0) continue;
            look(backend);
            if (random.nextInt(8) == 0) assertEquals(truth(witness), told(), "step " + step);
        }
        look(backend);
        assertEquals(truth(witness), told());
    }

    private static void ofOthers(Random random, Witness witness, long uid) {
        String flag = List.of("\\Seen", "\\Flagged", "\\Deleted").get(random.nextInt(3));
        switch (random.nextInt(5)) {
            case 0 -> witness.expunge("INBOX", uid);
            case 1, 2 -> witness.store("INBOX", uid, "-FLAGS", flag);
            default -> witness.store("INBOX", uid, "+FLAGS", flag);
        }
    }

    private static void ofOurs(Random random, Backend backend, List<Entry> one) throws BackendException {
        switch (random.nextInt(8)) {
            case 0 -> backend.delete("INBOX", one);
            case 1 -> ((Backend.Moves) backend).move("INBOX", one, "Trash");
            case 2, 3, 4 ->
                backend.change(
                        "INBOX",
                        Item.builder()
                                .with(EmailFields.Read, random.nextBoolean())
                                .build(),
                        one);
            default -> backend.read("INBOX", one, new Whole(1, BodyOptions.NONE), reading -> {});
        }
    }
}
