package org.mailspan.backend.memory;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mailspan.support.Witness;

/** Looks at a {@link Mailbox} past the backend. */
public record MemoryWitness(Mailbox mailbox) implements Witness {
    @Override
    public void create(String folder) {
        mailbox.create(folder);
    }

    @Override
    public void rename(String folder, String name) {
        mailbox.rename(folder, name);
    }

    @Override
    public void remove(String folder) {
        mailbox.remove(folder);
    }

    @Override
    public long append(String folder, byte[] octets, Set<String> flags, Instant date) {
        return mailbox.append(folder, octets, flags, date).orElseThrow();
    }

    @Override
    public List<Long> uids(String folder) {
        return mailbox.messages(folder).stream().map(Mailbox.Message::uid).toList();
    }

    @Override
    public long uidValidity(String folder) {
        return mailbox.view(folder).orElseThrow().uidValidity();
    }

    @Override
    public Set<String> flags(String folder, long uid) {
        return new TreeSet<>(message(folder, uid).flags());
    }

    @Override
    public Instant date(String folder, long uid) {
        return message(folder, uid).date();
    }

    @Override
    public byte[] fetch(String folder, long uid) {
        return message(folder, uid).octets();
    }

    private Mailbox.Message message(String folder, long uid) {
        return mailbox.messages(folder).stream()
                .filter(message -> message.uid() == uid)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void store(String folder, long uid, String change, String... flags) {
        Set<String> some = Set.of(flags);
        boolean add = change.equals("+FLAGS");
        mailbox.flag(folder, uid, add ? some : Set.of(), add ? Set.of() : some);
    }

    @Override
    public void expunge(String folder, long uid) {
        mailbox.expunge(folder, List.of(uid));
    }

    @Override
    public long move(String folder, long uid, String to) {
        return mailbox.move(folder, uid, to).orElseThrow();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
