package org.mailspan.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.backend.Backend.Searches;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.format.Mailbox;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Field;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/**
 * The people to whom an account's user has written of late, gathered from its own Sent mail when somebody is first
 * looked up, and kept for a while: a phone asks at each letter that is typed. Nothing of one account is ever seen by
 * another.
 */
public final class SentAddresses implements AddressBook {
    private static final int MESSAGES = 500;
    private static final int PEOPLE = 2_000;
    private static final int ACCOUNTS = 1_000;
    private static final Duration KEPT = Duration.ofMinutes(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Gathering> gatherings = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Gathering> eldest) {
            return size() > ACCOUNTS;
        }
    };

    /** Requests that ask at once share one. */
    private record Gathering(Instant begun, CompletableFuture<List<Person>> people) {}

    public SentAddresses(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a gathering is the same as itself alone
    public List<Person> people(Backend backend) throws BackendException {
        String account = backend.account().id();
        Gathering mine = new Gathering(clock.instant(), new CompletableFuture<>());
        Gathering current = current(account, mine);
        if (current == mine) gather(backend, mine);
        try {
            return current.people.get();
        } catch (ExecutionException failed) {
            forget(account, current);
            if (failed.getCause() instanceof BackendException why)
                throw new BackendException(why.kind(), "" + why, why);
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "interrupted while gathering addresses", stopped);
        }
    }

    /** What is known already, or the request's own, which it has to do. */
    private Gathering current(String account, Gathering fresh) {
        lock.lock();
        try {
            return gatherings.compute(
                    account,
                    (_, known) -> known != null && known.begun.plus(KEPT).isAfter(fresh.begun) ? known : fresh);
        } finally {
            lock.unlock();
        }
    }

    private void forget(String account, Gathering failed) {
        lock.lock();
        try {
            gatherings.remove(account, failed);
        } finally {
            lock.unlock();
        }
    }

    private static void gather(Backend backend, Gathering into) {
        try {
            into.people.complete(gathered(backend));
        } catch (BackendException | RuntimeException | Error e) {
            into.people.completeExceptionally(e);
        }
    }

    private static List<Person> gathered(Backend backend) throws BackendException {
        Optional<String> sent = backend.folders().stream()
                .filter(folder -> folder.type() == FolderType.SentItems && folder.selectable())
                .map(Folder::remote)
                .findFirst();
        if (sent.isEmpty() || !(backend instanceof Searches searches)) return List.of();
        List<Entry> entries =
                searches.search(List.of(sent.get()), Query.EVERYTHING, MESSAGES, PATIENCE).newest().stream()
                        .map(Searches.Hit::entry)
                        .toList();
        var items = new LinkedHashMap<String, Item>();
        // The newest first, whose names are the ones that people have now.
        entries.forEach(entry -> items.put(entry.remote(), Item.builder().build()));
        backend.read(
                sent.get(),
                entries,
                new Backend.Want.Whole(0, BodyOptions.NONE),
                reading -> items.put(reading.entry().remote(), reading.item()));
        return people(items.values());
    }

    private static List<Person> people(Iterable<Item> items) {
        var names = new LinkedHashMap<String, Mailbox>();
        for (Item item : items)
            for (Field<String> field : List.of(EmailFields.To, EmailFields.Cc, EmailFields.Bcc))
                for (Mailbox one : Mailbox.list(item.get(field).orElse("")))
                    if (one.isAddress() && names.size() < PEOPLE)
                        names.merge(one.address().toLowerCase(Locale.ROOT), one, SentAddresses::named);
        var people = new ArrayList<Person>();
        names.values().forEach(one -> people.add(Person.of(one.name(), one.address())));
        people.sort(Comparator.comparing((Person person) -> person.displayName().toLowerCase(Locale.ROOT))
                .thenComparing(Person::address));
        return List.copyOf(people);
    }

    /** A name, if any message has one; an address alone is written as its own name. */
    private static Mailbox named(Mailbox newer, Mailbox older) {
        return newer.name().equalsIgnoreCase(newer.address()) ? older : newer;
    }
}
