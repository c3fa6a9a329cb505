package org.mailspan.device;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** Which values an element of a policy can have, how its owner writes them, and how a device is told them. */
sealed interface PolicyValues {
    /** What to write instead; empty if the text can be right. */
    Optional<String> remedy(String text);

    /** @param text such as has no remedy */
    Element element(Tag tag, String text);

    /** A boolean, MS-ASDTYPE 2.1; on or off as in other settings, or as it stands on the wire. */
    record Switch() implements PolicyValues {
        @Override
        public Optional<String> remedy(String text) {
            return isOn(text) || isOff(text) ? Optional.empty() : Optional.of("Write on or off.");
        }

        @Override
        public Element element(Tag tag, String text) {
            return Element.of(tag, isOn(text));
        }

        private static boolean isOn(String text) {
            return text.equalsIgnoreCase("on") || text.equals("1");
        }

        private static boolean isOff(String text) {
            return text.equalsIgnoreCase("off") || text.equals("0");
        }
    }

    /** A boolean that promises a thing which is not done here. */
    record OffAlone(String reason) implements PolicyValues {
        @Override
        public Optional<String> remedy(String text) {
            return Switch.isOff(text) ? Optional.empty() : Optional.of(reason);
        }

        @Override
        public Element element(Tag tag, String text) {
            return Element.of(tag, false);
        }
    }

    record Numbers(long least, long most) implements PolicyValues {
        private static final Pattern NUMBER = Pattern.compile("-?\\d{1,10}");

        @Override
        public Optional<String> remedy(String text) {
            boolean good =
                    NUMBER.matcher(text).matches() && least <= Long.parseLong(text) && Long.parseLong(text) <= most;
            return good ? Optional.empty() : Optional.of("Write a number from " + least + " to " + most + ".");
        }

        @Override
        public Element element(Tag tag, String text) {
            return Element.of(tag, Long.toString(Long.parseLong(text)));
        }
    }

    record OneOf(List<String> values) implements PolicyValues {
        @Override
        public Optional<String> remedy(String text) {
            return values.contains(text)
                    ? Optional.empty()
                    : Optional.of("Write one of " + String.join(", ", values) + ".");
        }

        @Override
        public Element element(Tag tag, String text) {
            return Element.of(tag, text);
        }
    }

    /** A container with one element for each of the words between commas. */
    record Words(Tag each, Pattern form, String remedy) implements PolicyValues {
        @Override
        public Optional<String> remedy(String text) {
            return words(text).stream().allMatch(word -> form.matcher(word).matches())
                    ? Optional.empty()
                    : Optional.of(remedy);
        }

        @Override
        public Element element(Tag tag, String text) {
            return Element.of(
                    tag,
                    words(text).stream().map(word -> Element.of(each, word)).toList());
        }

        private static List<String> words(String text) {
            return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        }
    }
}
