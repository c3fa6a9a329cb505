package org.mailspan.format;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;

/**
 * The marks of a message that a phone shows: five of the flags of IMAP, and its keywords as categories. Only these make
 * up the stamp of an entry, so that the marks that programs set for themselves never look like a change.
 *
 * @param categories keywords that a person set, in alphabetical order
 */
public record MailFlags(Set<Mark> marks, List<String> categories) {
    /** A mark: its letter in a stamp, and what IMAP calls it. */
    public enum Mark {
        Seen('S', "\\Seen"),
        Flagged('F', "\\Flagged"),
        Answered('A', "\\Answered"),
        Forwarded('W', "$Forwarded"),
        Draft('D', "\\Draft");

        private final char letter;
        private final String flag;

        Mark(char letter, String flag) {
            this.letter = letter;
            this.flag = flag;
        }

        public String flag() {
            return flag;
        }

        /** Flags are case-insensitive (RFC 9051 2.3.2); some hosts know the keyword without the dollar sign. */
        private static Optional<Mark> of(String flag) {
            return switch (flag.toLowerCase(Locale.ROOT)) {
                case "\\seen" -> Optional.of(Seen);
                case "\\flagged" -> Optional.of(Flagged);
                case "\\answered" -> Optional.of(Answered);
                case "$forwarded", "forwarded" -> Optional.of(Forwarded);
                case "\\draft" -> Optional.of(Draft);
                default -> Optional.empty();
            };
        }
    }

    /** Flags of IMAP to set and to remove; no flag is in both. */
    public record Patch(Set<String> add, Set<String> remove) {
        public Patch {
            add = Set.copyOf(add);
            remove = Set.copyOf(remove);
        }

        public boolean isEmpty() {
            return add.isEmpty() && remove.isEmpty();
        }
    }

    /** LastVerbExecuted, MS-ASEMAIL 2.2.2.44. */
    public static final int UNKNOWN = 0;

    public static final int REPLYTOSENDER = 1;
    public static final int REPLYTOALL = 2;
    public static final int FORWARD = 3;

    /** Keywords of mail programs and filters, not of people; those that begin with $ are registered ones of that kind. */
    private static final Set<String> OF_PROGRAMS =
            Set.of("junk", "nonjunk", "notjunk", "old", "redirected", "mdnsent", "receipt-handled", "unwanted");

    /** MS-ASEMAIL 2.2.2.16 allows 300 of 255 characters. */
    private static final int MOST_CATEGORIES = 50;

    private static final int LONGEST_CATEGORY = 255;

    public MailFlags {
        marks = Set.copyOf(marks);
        categories = List.copyOf(categories);
    }

    /** @param flags as IMAP names them; those that are neither marks nor categories are ignored */
    public static MailFlags of(Collection<String> flags) {
        var marks = EnumSet.noneOf(Mark.class);
        var categories = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String flag : flags)
            Mark.of(flag).ifPresentOrElse(marks::add, () -> {
                if (isCategory(flag)) categories.add(flag);
            });
        return new MailFlags(marks, categories.stream().limit(MOST_CATEGORIES).toList());
    }

    private static boolean isCategory(String flag) {
        return !flag.isEmpty()
                && flag.length() <= LONGEST_CATEGORY
                && flag.charAt(0) != '\\'
                && flag.charAt(0) != '$'
                && !OF_PROGRAMS.contains(flag.toLowerCase(Locale.ROOT));
    }

    public static MailFlags ofStamp(String stamp) {
        var words = stamp.split(" ", -1);
        var marks = EnumSet.noneOf(Mark.class);
        for (Mark mark : Mark.values()) if (words[0].indexOf(mark.letter) >= 0) marks.add(mark);
        return new MailFlags(marks, Arrays.asList(words).subList(1, words.length));
    }

    /** The letters of the marks, always in the same order; then, each after a space, the categories. */
    public String stamp() {
        var stamp = new StringBuilder();
        for (Mark mark : Mark.values()) if (marks.contains(mark)) stamp.append(mark.letter);
        for (String category : categories) stamp.append(' ').append(category);
        return stamp.toString();
    }

    public boolean has(Mark mark) {
        return marks.contains(mark);
    }

    /** As IMAP names them. */
    public Set<String> flags() {
        var flags = new LinkedHashSet<String>();
        for (Mark mark : Mark.values()) if (marks.contains(mark)) flags.add(mark.flag);
        flags.addAll(categories);
        return flags;
    }

    public MailFlags with(Patch patch) {
        var flags = flags();
        flags.removeAll(patch.remove);
        flags.addAll(patch.add);
        return of(flags);
    }

    /** The fields of a server Change: Android applies no others (quirk E10). */
    public Item item() {
        var item = Item.builder();
        into(item);
        return item.with(EmailFields.Categories, categories).build();
    }

    /** The fields of an Add: what there is none of is left out. */
    void into(Item.Builder item) {
        item.with(EmailFields.Read, has(Mark.Seen))
                .with(EmailFields.Flag, has(Mark.Flagged) ? FollowUp.FLAGGED : FollowUp.NONE)
                .with(EmailFields.LastVerbExecuted, lastVerb())
                .with(EmailFields.Categories, categories.isEmpty() ? null : categories);
    }

    /** A host does not say which came last, nor whether all were answered; a reply matters more to a reader. */
    private int lastVerb() {
        if (has(Mark.Answered)) return REPLYTOSENDER;
        return has(Mark.Forwarded) ? FORWARD : UNKNOWN;
    }

    /**
     * What a Change does to the flags. Marks of an answer or a forward are only ever set. Categories are only shown: a
     * phone sends its whole list, and not every name is one that IMAP can hold.
     */
    public static Patch patch(Item change) {
        var add = EnumSet.noneOf(Mark.class);
        var remove = EnumSet.noneOf(Mark.class);
        change.get(EmailFields.Read).ifPresent(read -> (read ? add : remove).add(Mark.Seen));
        change.get(EmailFields.Flag).ifPresent(flag -> (flag.isFlagged() ? add : remove).add(Mark.Flagged));
        change.get(EmailFields.LastVerbExecuted).flatMap(MailFlags::mark).ifPresent(add::add);
        return new Patch(flags(add), flags(remove));
    }

    private static Set<String> flags(Set<Mark> marks) {
        return new MailFlags(marks, List.of()).flags();
    }

    private static Optional<Mark> mark(int verb) {
        return switch (verb) {
            case REPLYTOSENDER, REPLYTOALL -> Optional.of(Mark.Answered);
            case FORWARD -> Optional.of(Mark.Forwarded);
            default -> Optional.empty();
        };
    }
}
