package org.mailspan.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mailspan.format.MessageData;
import org.mailspan.format.Mime;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Section;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptions.MimeSupport;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Mails;
import org.mailspan.support.Sample;
import org.mailspan.support.Witness.Letter;

/**
 * The IMAP commands that fetch what a first sync is made of: for each window of messages, newest first, one for what they
 * are, and one for each distinct section and length that is needed of any of them.
 */
final class FetchPlan {
    private static final String WHAT = "(UID FLAGS RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS ("
            + String.join(" ", MessageData.HEADER_FIELDS) + ")]<0.262144>)";

    private final BodyOptions options;
    private final List<Message> messages = new ArrayList<>();

    private record Message(int number, Instant date, List<Section> needs) {}

    /** @param html octets at which HTML is cut */
    FetchPlan(int html) {
        var preference = new BodyPreference(BodyType.HTML, html, false, 0);
        options = new BodyOptions(List.of(preference), MimeSupport.Never, BodyPreference.WHOLE);
    }

    /** Fills an inbox, and answers the commands that fetch it. */
    List<String> fill(ImapWitness witness, Mails mails, int count, int window) {
        List<Long> uids = witness.appendAll(
                "INBOX", () -> mails.first(count).map(this::noted).iterator());
        messages.sort(Comparator.comparing(Message::date).reversed());
        var commands = new ArrayList<String>();
        for (int from = 0; from < count; from += window)
            window(messages.subList(from, Math.min(count, from + window)), uids, commands);
        return commands;
    }

    private Letter noted(Sample sample) {
        var tree = MimeTree.parse(sample.raw());
        var needs = Mime.needs(tree.root(), tree.size(), options);
        messages.add(new Message(sample.number(), sample.date(), needs));
        return sample.letter();
    }

    private static void window(List<Message> window, List<Long> uids, List<String> commands) {
        Map<Section, List<Long>> groups = new LinkedHashMap<>();
        var all = new ArrayList<Long>();
        for (Message message : window) {
            long uid = uids.get(message.number);
            all.add(uid);
            for (Section need : message.needs)
                groups.computeIfAbsent(need, first -> new ArrayList<>()).add(uid);
        }
        commands.add("UID FETCH " + set(all) + " " + WHAT);
        groups.forEach((need, some) -> commands.add("UID FETCH " + set(some) + " (UID BODY.PEEK[" + need.id() + "]"
                + (need.octets() > Integer.MAX_VALUE ? "" : "<0." + need.octets() + ">") + ")"));
    }

    /** {@code 1:5,9}. */
    private static String set(Collection<Long> uids) {
        var set = new StringBuilder();
        long first = 0;
        long last = 0;
        for (long uid : new TreeSet<>(uids)) {
            if (uid == last + 1 && first > 0) {
                last = uid;
                continue;
            }
            range(first, last, set);
            first = last = uid;
        }
        return range(first, last, set).toString();
    }

    private static StringBuilder range(long first, long last, StringBuilder set) {
        if (first == 0) return set;
        set.append(set.isEmpty() ? "" : ",").append(first);
        return last > first ? set.append(':').append(last) : set;
    }
}
