package org.mailspan.cli;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mailspan.device.SelfDescription;
import org.mailspan.store.DecisionReads;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.WipeRow;

/** All devices that there are, and the one that a person means. */
record KnownDevices(List<Known> all) {
    /**
     * One device.
     *
     * @param seen as the cache knows it; empty for one that was never let in, or when the cache was lost
     * @param wipe the last order, whatever became of it
     */
    record Known(DecisionRow decision, Optional<DeviceRow> seen, Optional<WipeRow> wipe) {
        String account() {
            return decision.account();
        }

        String id() {
            return decision.id();
        }

        SelfDescription description() {
            return seen.map(SelfDescription::of)
                    .orElse(new SelfDescription(decision.type(), "", "", "", decision.userAgent()));
        }

        /** What a person calls it. */
        String name() {
            SelfDescription it = description();
            if (!it.friendlyName().isEmpty()) return it.friendlyName();
            if (!it.model().isEmpty()) return it.model();
            return it.type().isEmpty() ? decision.type() : it.type();
        }

        /** Empty where it never was let in. */
        Optional<Instant> lastSeen() {
            return seen.filter(row -> !row.version().isEmpty()).map(DeviceRow::lastSeen);
        }
    }

    /** What a search came to. */
    sealed interface Result {
        record One(Known device) implements Result {}

        record None() implements Result {}

        record Several(List<Known> devices) implements Result {}
    }

    /** @param cached of all accounts */
    static KnownDevices of(DecisionReads rows, List<DeviceRow> cached) {
        record Key(String account, String id) {}
        Map<Key, DeviceRow> seen =
                cached.stream().collect(Collectors.toMap(row -> new Key(row.account(), row.id()), Function.identity()));
        return new KnownDevices(rows.devices().stream()
                .filter(row -> row.decision() != DecisionRow.Decision.FORGOTTEN)
                .map(row -> new Known(
                        row,
                        Optional.ofNullable(seen.get(new Key(row.account(), row.id()))),
                        rows.wipe(row.account(), row.id())))
                .sorted(Comparator.comparing(Known::account)
                        .thenComparing(
                                known -> known.lastSeen().orElse(known.decision.since()), Comparator.reverseOrder())
                        .thenComparing(Known::id))
                .toList());
    }

    /** Of one account; of all for the empty name. */
    KnownDevices of(String account) {
        return account.isEmpty()
                ? this
                : new KnownDevices(matching(known -> known.account().equals(account)));
    }

    /** The one that has this id or this name, or of which the id begins so; ids count before names. */
    Result named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        List<Predicate<Known>> ways = List.of(
                known -> known.id().equals(word),
                known -> known.id().equalsIgnoreCase(word),
                known -> known.name().equalsIgnoreCase(word),
                known -> known.id().toLowerCase(Locale.ROOT).startsWith(lower));
        for (Predicate<Known> way : ways) {
            List<Known> found = matching(way);
            if (found.size() == 1) return new Result.One(found.getFirst());
            if (found.size() > 1) return new Result.Several(found);
        }
        return new Result.None();
    }

    private List<Known> matching(Predicate<Known> way) {
        return all.stream().filter(way).toList();
    }
}
