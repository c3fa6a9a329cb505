package org.mailspan.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mailspan.device.PolicyElement;

/** What stands before the = of a line: a setting, or an element of the policy. */
sealed interface Key permits Setting, PolicyKey {
    /** As in the file. */
    String key();

    /** Empty where there is none, or where it follows from another setting. */
    String byDefault();

    /** What it is, for its owner. */
    String sentence();

    /** What is wrong with a value that is not empty, and what to write instead. */
    Optional<Rule.Fault> fault(String value);

    /** In the order of bridge.properties.example. */
    List<Key> ALL = Stream.<Key>concat(
                    Arrays.stream(Setting.values()),
                    Arrays.stream(PolicyElement.values()).map(PolicyKey::new))
            .toList();

    static Optional<Key> of(String key) {
        return ALL.stream().filter(one -> one.key().equals(key)).findFirst();
    }

    /** The environment variable that overrides the file: MAILSPAN_IMAP_HOST. */
    static String variable(Key key) {
        return "MAILSPAN_" + key.key().replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
