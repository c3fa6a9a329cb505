package org.mailspan.command;

import static org.mailspan.wbxml.Settings.*;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.command.Settings.SettingsStatus;
import org.mailspan.format.Html;
import org.mailspan.protocol.DataTypes;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/**
 * Oof of Settings, MS-ASCMD 2.2.3.122: read and set where the host answers for its users; where it does not, or not as
 * they say, no group is named that could be set (MS-ASCMD_R3506), and whoever tries is denied (R3507).
 */
final class OutOfOfficeProperty {
    private static final Map<Audience, Tag> AUDIENCES = new EnumMap<>(Map.of(
            Audience.INTERNAL, AppliesToInternal,
            Audience.EXTERNAL_KNOWN, AppliesToExternalKnown,
            Audience.EXTERNAL_UNKNOWN, AppliesToExternalUnknown));
    private static final String OFF = "0";
    private static final String ON = "1";
    private static final String SCHEDULED = "2";

    private OutOfOfficeProperty() {}

    /** What a Set says: of what it leaves out, all stays. */
    private record Change(Optional<String> state, Optional<When.During> times, Map<Audience, NewReply> replies) {}

    private record NewReply(Optional<Boolean> enabled, Optional<String> text, boolean html) {
        static NewReply read(Element message) {
            return new NewReply(
                    message.flag(Enabled),
                    message.text(ReplyMessage),
                    isHtml(message.text(BodyType).orElse("")));
        }

        Absence.Reply over(Absence.Reply known) {
            return new Absence.Reply(
                    enabled.orElse(known.enabled()), text.orElse(known.text()), text.isPresent() ? html : known.html());
        }
    }

    private sealed interface Reading {
        record Of(Change change) implements Reading {}

        record Bad(SettingsStatus status) implements Reading {}
    }

    static Element answer(Call call, Element property) throws BackendException {
        Optional<Element> set = property.first(Set);
        if (set.isPresent() == property.has(Get)) return status(SettingsStatus.ProtocolError);
        Optional<Reading> change = set.map(asked -> read(asked));
        if (change.isPresent() && change.get() instanceof Reading.Bad(SettingsStatus bad)) return status(bad);
        try {
            Optional<Backend.OutOfOffice> host = Optional.of(call.backend())
                    .filter(Backend.OutOfOffice.class::isInstance)
                    .map(Backend.OutOfOffice.class::cast);
            Absence known = host.isPresent() ? host.get().absence() : Absence.NOT_OFFERED;
            if (change.isEmpty() || !(change.get() instanceof Reading.Of(Change wanted)))
                return shown(known, property.text(Get, BodyType).orElse(""));
            if (host.isEmpty() || known.replies().isEmpty()) return status(denied(known, wanted));
            return status(change(host.get(), known, wanted));
        } catch (BackendException why) {
            return status(status(why));
        }
    }

    /** To be switched off is what it already is. */
    private static SettingsStatus denied(Absence known, Change wanted) {
        boolean off =
                known.when() instanceof When.Never && wanted.replies.isEmpty() && wanted.state.equals(Optional.of(OFF));
        return off ? SettingsStatus.Success : SettingsStatus.AccessDenied;
    }

    private static SettingsStatus status(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case LOGIN -> throw why;
            case UNAVAILABLE, ITEM_GONE, FOLDER_GONE -> SettingsStatus.ServerUnavailable;
            case NOT_ALLOWED -> SettingsStatus.AccessDenied;
            case FULL, TOO_LARGE, REFUSED -> SettingsStatus.InvalidArguments;
        };
    }

    private static Reading read(Element set) {
        Optional<String> state = set.text(OofState).map(String::strip);
        if (state.isPresent() && !List.of(OFF, ON, SCHEDULED).contains(state.get()))
            return new Reading.Bad(SettingsStatus.InvalidArguments);
        // MS-ASCMD_R2272, R5681.
        if (set.has(StartTime) != set.has(EndTime)) return new Reading.Bad(SettingsStatus.ProtocolError);
        Optional<Instant> from = set.text(StartTime).flatMap(DataTypes::parseDateTime);
        Optional<Instant> until = set.text(EndTime).flatMap(DataTypes::parseDateTime);
        if (set.has(StartTime) && (from.isEmpty() || until.isEmpty()))
            return new Reading.Bad(SettingsStatus.InvalidArguments);
        if (from.isPresent() && !until.orElseThrow().isAfter(from.get()))
            return new Reading.Bad(SettingsStatus.ConflictingArguments);
        var replies = new EnumMap<Audience, NewReply>(Audience.class);
        for (Element message : set.all(OofMessage).toList()) {
            List<Audience> audiences = AUDIENCES.entrySet().stream()
                    .filter(audience -> message.has(audience.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            // MS-ASCMD_R3517, R825.
            if (audiences.isEmpty() || message.has(ReplyMessage) && !message.has(BodyType))
                return new Reading.Bad(SettingsStatus.ProtocolError);
            if (audiences.size() > 1 || replies.put(audiences.getFirst(), NewReply.read(message)) != null)
                return new Reading.Bad(SettingsStatus.ConflictingArguments);
        }
        return new Reading.Of(
                new Change(state, from.map(start -> new When.During(start, until.orElseThrow())), replies));
    }

    private static boolean isHtml(String bodyType) {
        return bodyType.strip().equalsIgnoreCase("HTML");
    }

    private static SettingsStatus change(Backend.OutOfOffice host, Absence known, Change wanted)
            throws BackendException {
        Optional<When> when = when(known.when(), wanted);
        if (when.isEmpty()) return SettingsStatus.InvalidArguments;
        if (wanted.replies.containsKey(Audience.INTERNAL) && !known.replies().containsKey(Audience.INTERNAL))
            return SettingsStatus.AccessDenied;
        var replies = new EnumMap<Audience, Absence.Reply>(Audience.class);
        replies.putAll(known.replies());
        // Strangers whom the host does not tell apart are left out, and it is a success all the same (MS-ASCMD_R4394).
        wanted.replies.forEach((audience, reply) -> replies.computeIfPresent(audience, (_, one) -> reply.over(one)));
        host.setAbsence(new Absence(when.get(), replies));
        return SettingsStatus.Success;
    }

    /** Times count with OofState 2 only (MS-ASCMD_R3535, R7544); without any, those that are known stay. */
    private static Optional<When> when(When known, Change wanted) {
        if (wanted.state.isEmpty()) return Optional.of(known);
        return switch (wanted.state.get()) {
            case OFF -> Optional.of(new When.Never());
            case ON -> Optional.of(new When.Now());
            default ->
                wanted.times
                        .<When>map(times -> times)
                        .or(() -> Optional.of(known).filter(When.During.class::isInstance));
        };
    }

    /** A group without a message is told too (MS-ASCMD_R3505). */
    private static Element shown(Absence absence, String bodyType) {
        Stream<Element> when = switch (absence.when()) {
            case When.Never _ -> Stream.of(state(OFF));
            case When.Now _ -> Stream.of(state(ON));
            case When.During(Instant from, Instant until) ->
                Stream.of(
                        state(SCHEDULED),
                        Element.of(StartTime, DataTypes.dateTime(from)),
                        Element.of(EndTime, DataTypes.dateTime(until)));
        };
        Stream<Element> messages = absence.replies().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(one -> message(one.getKey(), one.getValue(), isHtml(bodyType)));
        return Element.of(Oof, code(SettingsStatus.Success), Element.of(Get, when, messages));
    }

    /** A client that wants text gets text of HTML (MS-ASCMD_R823); text is what it is in either. */
    private static Element message(Audience audience, Absence.Reply reply, boolean html) {
        boolean told = !reply.text().isEmpty();
        boolean converted = reply.html() && !html;
        return Element.of(
                OofMessage,
                AUDIENCES.get(audience),
                Element.of(Enabled, reply.enabled()),
                told
                        ? Element.of(
                                ReplyMessage,
                                converted ? Html.text(reply.text(), Long.MAX_VALUE, Html.Links.Shown) : reply.text())
                        : null,
                told ? Element.of(BodyType, reply.html() && html ? "HTML" : "Text") : null);
    }

    private static Element state(String state) {
        return Element.of(OofState, state);
    }

    private static Element status(SettingsStatus status) {
        return Element.of(Oof, code(status));
    }

    private static Element code(SettingsStatus status) {
        return Element.of(org.mailspan.wbxml.Settings.Status, status.code());
    }
}
