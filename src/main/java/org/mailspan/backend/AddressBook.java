package org.mailspan.backend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where people are looked up: what a phone calls the Global Address List. One source for now, {@link SentAddresses};
 * a directory or a CardDAV address book is another implementation.
 */
@FunctionalInterface
public interface AddressBook {
    /** Those whom this account's user may find, by display name. */
    List<Person> people(Backend backend) throws BackendException;

    /**
     * @param displayName the address where no name is known
     * @param alias what stands before the @ of the address
     * @param firstName empty if unknown
     * @param lastName likewise
     */
    record Person(String displayName, String alias, String firstName, String lastName, String address) {
        /** Splits a name as people write it, {@code Anna Apple} or {@code Apple, Anna}. */
        public static Person of(String name, String address) {
            String alias = address.substring(0, Math.max(0, address.indexOf('@')));
            if (name.isBlank() || name.equalsIgnoreCase(address)) return new Person(address, alias, "", "", address);
            int comma = name.indexOf(',');
            String ordered = comma < 0 ? name : name.substring(comma + 1).strip() + " " + name.substring(0, comma);
            String[] words = ordered.strip().split("\\s+");
            String last = words.length > 1 ? words[words.length - 1] : "";
            return new Person(name.strip(), alias, words[0], last, address);
        }

        /**
         * Whether each word of the text begins a word of the name, the address or the alias: "Michael A." finds Michael
         * Alexander (MS-ASCMD_R422), "John" finds Barry Johnson and not James Littlejohn (MS-ASCMD_R3697).
         */
        public boolean matches(String text) {
            List<String> asked = words(text).toList();
            List<String> mine = words(displayName + " " + address + " " + alias.replace('.', ' '))
                    .toList();
            return !asked.isEmpty()
                    && asked.stream().allMatch(beginning -> mine.stream().anyMatch(word -> word.startsWith(beginning)));
        }

        private static Stream<String> words(String text) {
            return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\s,;\"'()<>]+"))
                    .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
                    .filter(word -> !word.isEmpty());
        }
    }
}
