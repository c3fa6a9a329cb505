package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mailspan.format.MailFlags;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.Item;
import org.mailspan.support.Witness;

/**
 * A backend under test with an empty mailbox of its own, and a witness of what it does there.
 *
 * @param separator between the levels of a folder name at the host
 * @param received what the submission server took for an address
 * @param tellsOfFlags whether the host tells a watcher of flags that change (GreenMail does not)
 */
record Subject(
        Backend backend,
        Witness witness,
        char separator,
        Function<String, List<byte[]>> received,
        boolean tellsOfFlags) {
    static final BodyOptions TEXT = body(BodyType.PlainText);
    static final BodyOptions HTML = body(BodyType.HTML);

    private static BodyOptions body(BodyType type) {
        var whole = new BodyPreference(type, BodyPreference.WHOLE, false, 0);
        return new BodyOptions(List.of(whole), BodyOptions.MimeSupport.Never, BodyPreference.WHOLE);
    }

    static byte[] letter(String subject) {
        String text = "From: Anna <anna@example.org>\r\nTo: you@mailspan.test\r\nSubject: " + subject + "\r\n"
                + "Message-ID: <" + subject.hashCode() + "@example.org>\r\n"
                + "Date: Sat, 21 Nov 2026 08:00:00 +0000\r\n\r\nText of " + subject + "\r\n";
        return text.getBytes(UTF_8);
    }

    long append(String folder, String subject, String... flags) {
        return witness.append(folder, letter(subject), flags);
    }

    /** Another folder of the same name. GreenMail counts UIDVALIDITY in seconds: there it takes up to one. */
    void makeAnew(String folder) {
        long before = witness.uidValidity(folder);
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        do {
            witness.remove(folder);
            witness.create(folder);
        } while (witness.uidValidity(folder) == before && System.nanoTime() < limit);
    }

    Seen seen(String folder) throws BackendException {
        var seen = new Seen(backend, folder);
        seen.look();
        return seen;
    }

    /** What a phone should know of a folder, as the witness sees it: without what somebody flagged {@code \Deleted}. */
    Map<Long, String> truth(String folder) {
        var stamps = new TreeMap<Long, String>();
        for (long uid : witness.uids(folder)) {
            Set<String> flags = witness.flags(folder, uid);
            if (!flags.contains("\\Deleted"))
                stamps.put(uid, MailFlags.of(flags).stamp());
        }
        return stamps;
    }

    Map<Long, Item> read(String folder, List<Entry> entries, Backend.Want want) throws BackendException {
        var items = new TreeMap<Long, Item>();
        backend.read(folder, entries, want, reading -> items.put(reading.entry().key(), reading.item()));
        return items;
    }

    Map<String, Folder> folders() throws BackendException {
        return backend.folders().stream().collect(Collectors.toMap(Folder::remote, folder -> folder));
    }

    <T> T as(Class<T> ability) {
        return ability.cast(backend);
    }
}
