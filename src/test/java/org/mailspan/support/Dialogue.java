package org.mailspan.support;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;

/**
 * A file of {@code src/test/resources/dialogue}: what lies at the host, what a phone asks, and what it is answered.
 *
 * @param name as a person finds it: {@code MoveItems/moved.txt}
 * @param shows the requirements that would be broken if it failed
 * @param policy what the bridge asks of devices, as in the settings but without "policy."; else nothing
 */
public record Dialogue(
        String name, Set<Version> versions, Set<String> shows, Map<String, String> policy, List<Step> steps) {
    public Dialogue {
        versions = EnumSet.copyOf(versions);
        shows = Set.copyOf(shows);
        policy = Map.copyOf(policy);
        steps = List.copyOf(steps);
    }

    /** What happens, in the order of the file. */
    public sealed interface Step {
        int line();

        /** Somebody does something, or the host is looked at. */
        record Act(int line, Words words) implements Step {}

        /** A request is sent; its answer is awaited where it is expected. */
        record Ask(int line, String command, Map<String, String> options, Optional<Element> document, byte[] body)
                implements Step {}

        /** @param texts what is beside the document, part by part, or instead of it */
        record Expect(int line, int status, Map<String, String> headers, Optional<Element> document, List<String> texts)
                implements Step {}
    }

    /** The words of a line: bare ones in order, and those with a name before a "=". */
    public record Words(List<String> bare, Map<String, String> named) {
        public String at(int index) {
            if (index >= bare.size()) throw new IllegalArgumentException("a word is missing behind " + bare);
            return bare.get(index);
        }

        public List<String> from(int index) {
            return bare.subList(Math.min(index, bare.size()), bare.size());
        }
    }
}
