package org.mailspan.backend.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mailspan.backend.Backend.Searches.Found;
import org.mailspan.backend.Backend.Searches.Hit;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Query;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.Conversation;
import org.mailspan.format.Headers;
import org.mailspan.format.MailFlags;
import org.mailspan.format.MessageData;
import org.mailspan.format.Mime;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Section;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.Item;

/** Says of each message whether it is one that a {@link Query} means. */
final class MemorySearch {
    private static final BodyOptions TEXT = new BodyOptions(
            List.of(new BodyPreference(BodyType.PlainText, BodyPreference.WHOLE, false, 0)),
            BodyOptions.MimeSupport.Never,
            BodyPreference.WHOLE);

    private MemorySearch() {}

    static Found found(Mailbox mailbox, List<String> folders, Query query, int most) {
        var hits = new ArrayList<Hit>();
        for (String folder : folders)
            mailbox.view(folder)
                    .ifPresent(view -> view.messages().stream()
                            .filter(message -> !message.isDeleted() && of(query).test(message))
                            .map(message -> MemoryChanges.entry(view.uidValidity(), message.uid(), message))
                            .forEach(entry -> hits.add(new Hit(folder, entry))));
        hits.sort(Hit.NEWEST_FIRST);
        return new Found(hits.stream().limit(most).toList(), hits.size(), true);
    }

    private static Predicate<Message> of(Query query) {
        return switch (query) {
            case Query.And(var all) -> message -> all.stream().allMatch(one -> of(one).test(message));
            case Query.Or(var any) -> message -> any.stream().anyMatch(one -> of(one).test(message));
            case Query.Not(Query not) -> of(not).negate();
            case Query.Text text -> message -> contains(message, text);
            case Query.Since(var moment) -> message -> !message.date().isBefore(moment);
            case Query.Before(var moment) -> message -> message.date().isBefore(moment);
            case Query.Marked(var mark) ->
                message -> MailFlags.of(message.flags()).has(mark);
            case Query.WithAttachment() ->
                message -> item(message).get(BodyFields.Attachments).isPresent();
            case Query.OfConversation(String name) ->
                message -> Conversation.name(Headers.parse(message.octets())).equals(name);
        };
    }

    /** By remote; of those that are there. */
    static Map<String, String> conversations(List<Entry> entries, Function<Entry, Optional<Message>> messages) {
        var names = new HashMap<String, String>();
        for (Entry entry : entries)
            messages.apply(entry)
                    .ifPresent(
                            message -> names.put(entry.remote(), Conversation.name(Headers.parse(message.octets()))));
        return names;
    }

    private static boolean contains(Message message, Query.Text query) {
        Headers headers = Headers.parse(message.octets());
        String text = switch (query.where()) {
            case SUBJECT -> headers.text("Subject");
            case FROM -> people(headers, "From");
            case TO -> people(headers, "To");
            case CC -> people(headers, "Cc");
            case BCC -> people(headers, "Bcc");
            case BODY -> body(message);
            case ANYWHERE ->
                String.join(
                        "\n",
                        headers.text("Subject"),
                        people(headers, "From"),
                        people(headers, "To"),
                        people(headers, "Cc"),
                        body(message),
                        new String(message.octets(), UTF_8));
        };
        return folded(text).contains(folded(query.text()));
    }

    private static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String people(Headers headers, String field) {
        return String.join(
                ", ",
                headers.mailboxes(field).stream().map(person -> person.quoted()).toList());
    }

    private static String body(Message message) {
        return item(message).get(BodyFields.Body).map(Body::text).orElse("");
    }

    private static Item item(Message message) {
        MimeTree tree = MimeTree.parse(message.octets());
        long size = message.octets().length;
        var data = new MessageData(tree.header(), tree.root(), "", message.date(), size);
        var sections = sections(tree, Mime.needs(tree.root(), size, TEXT));
        return Mime.email(data, sections, TEXT, 0, message.uid());
    }

    /** What of a message its item is made of. */
    static Map<String, byte[]> sections(MimeTree tree, List<Section> needs) {
        var sections = new HashMap<String, byte[]>();
        for (Section need : needs)
            tree.section(need.id())
                    .ifPresent(octets -> sections.put(need.id(), MemoryParts.cut(octets, 0, need.octets())));
        return sections;
    }
}
