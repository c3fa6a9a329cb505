package org.mailspan.backend.imap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.iap.Argument;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Query;

/**
 * A {@link Query} as search keys of RFC 3501 6.4.4. Texts go through {@code Argument.writeString}, which quotes them or
 * sends a literal, so that none can end the command; all else is written by this class alone.
 */
final class SearchKeys {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** No zone is farther from another than this: a host compares days in whichever it likes. */
    private static final Duration DOUBT = Duration.ofDays(2);

    /** Between these a day and the days around it have years of four digits (RFC 3501 9), which all hosts know. */
    private static final Instant FIRST = Instant.parse("1970-01-05T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-27T00:00:00Z");

    private final Charset charset;
    private final Folder folder;

    /** What only looking into the open folder can tell. */
    interface Folder {
        /** Those received at this moment or later, of what {@code keys} find. */
        UidSet receivedSince(Argument keys, Instant moment) throws BackendException;

        UidSet ofConversation(String name) throws BackendException;
    }

    SearchKeys(Charset charset, Folder folder) {
        this.charset = charset;
        this.folder = folder;
    }

    static boolean isAscii(Query query) {
        return fits(query, StandardCharsets.US_ASCII);
    }

    static boolean fits(Query query, Charset charset) {
        return switch (query) {
            case Query.And(List<Query> all) -> all.stream().allMatch(one -> fits(one, charset));
            case Query.Or(List<Query> any) -> any.stream().allMatch(one -> fits(one, charset));
            case Query.Not(Query not) -> fits(not, charset);
            case Query.Text text -> charset.newEncoder().canEncode(text.text());
            case Query.Since _, Query.Before _, Query.Marked _, Query.WithAttachment _, Query.OfConversation _ -> true;
        };
    }

    /**
     * The keys of a command. What is joined by "and" at the top stands there by itself: not every host knows
     * brackets.
     */
    Argument all(String first, Query query) throws BackendException {
        var keys = new SizedArgument().writeAtom(first);
        return joined(keys, query);
    }

    private Argument joined(Argument keys, Query query) throws BackendException {
        if (!(query instanceof Query.And(List<Query> all))) return keys.append(of(query));
        for (Query one : all) joined(keys, one);
        return keys;
    }

    /** One search key. */
    private Argument of(Query query) throws BackendException {
        var key = new SizedArgument();
        switch (query) {
            case Query.And(List<Query> all) -> and(key, all);
            case Query.Or(List<Query> any) -> or(key, any);
            case Query.Not(Query not) -> key.writeAtom("NOT").append(of(not));
            case Query.Text text -> key.writeAtom(name(text.where())).writeString(text.text(), charset);
            case Query.Since(Instant moment) -> since(key, moment);
            case Query.Before(Instant moment) -> before(key, moment);
            case Query.Marked(var mark) -> marked(key, mark.flag());
            case Query.WithAttachment() -> withAttachment(key);
            case Query.OfConversation(String name) -> uids(key, folder.ofConversation(name));
        }
        return key;
    }

    private void and(Argument key, List<Query> all) throws BackendException {
        if (all.isEmpty()) {
            key.writeAtom("ALL");
            return;
        }
        var list = new SizedArgument();
        for (Query one : all) list.append(of(one));
        key.writeArgument(list);
    }

    private void or(Argument key, List<Query> any) throws BackendException {
        if (any.isEmpty()) {
            uids(key, UidSet.EMPTY);
            return;
        }
        for (int i = 0; i < any.size() - 1; i++) key.writeAtom("OR").append(of(any.get(i)));
        key.append(of(any.getLast()));
    }

    private static String name(Query.Where where) {
        return switch (where) {
            case ANYWHERE -> "TEXT";
            case SUBJECT, FROM, TO, CC, BCC, BODY -> where.name();
        };
    }

    /** Clients leave a side open by the first or the last moment that they know, which no host has to. */
    private void since(Argument key, Instant moment) throws BackendException {
        if (moment.isBefore(FIRST)) key.writeAtom("ALL");
        else if (moment.isAfter(LAST)) uids(key, UidSet.EMPTY);
        else sinceThen(key, moment);
    }

    private void before(Argument key, Instant moment) throws BackendException {
        if (moment.isBefore(FIRST)) uids(key, UidSet.EMPTY);
        else if (moment.isAfter(LAST)) key.writeAtom("ALL");
        else sinceThen(key.writeAtom("NOT"), moment);
    }

    /**
     * Hosts compare whole days, in a zone of their own. So the days around the moment are looked into, and named by
     * UID.
     */
    private void sinceThen(Argument key, Instant moment) throws BackendException {
        String sure = DAY.format(moment.plus(DOUBT));
        var around = new SizedArgument()
                .writeAtom("SINCE")
                .writeAtom(DAY.format(moment.minus(DOUBT)))
                .writeAtom("BEFORE")
                .writeAtom(sure);
        UidSet named = folder.receivedSince(around, moment);
        if (!named.isEmpty()) uids(key.writeAtom("OR"), named);
        key.writeAtom("SINCE").writeAtom(sure);
    }

    private static void marked(Argument key, String flag) {
        if (flag.startsWith("\\")) key.writeAtom(flag.substring(1).toUpperCase(Locale.ROOT));
        else key.writeAtom("KEYWORD").writeAtom(flag);
    }

    /**
     * No search key asks for this. The keyword is what Dovecot, Fastmail and Apple set; else what a message with files
     * is made like.
     */
    private static void withAttachment(Argument key) {
        key.writeAtom("OR")
                .writeAtom("KEYWORD")
                .writeAtom("$HasAttachment")
                .writeAtom("OR")
                .writeAtom("HEADER")
                .writeAtom("Content-Type")
                .writeAtom("multipart/mixed")
                .writeAtom("HEADER")
                .writeAtom("Content-Type")
                .writeAtom("application/");
    }

    private static void uids(Argument key, UidSet uids) {
        if (uids.isEmpty()) key.writeAtom("NOT").writeAtom("ALL");
        else key.writeAtom("UID").writeAtom(uids.toString());
    }
}
