package org.mailspan.command;

import static org.mailspan.wbxml.MeetingResponse.*;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.format.ITip;
import org.mailspan.format.Meeting.PartStat;
import org.mailspan.format.Meeting.Times;
import org.mailspan.item.BodyType;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.LongId;
import org.mailspan.protocol.ServerId;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Search;

/** One Request of a MeetingResponse, MS-ASCMD 2.2.3.150.2: elements to words. */
sealed interface MeetingResponseRequest {
    Pattern DATE_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    /**
     * @param id empty for one that was never given out
     * @param ofInstance whether only one instance of a series is answered
     * @param reply the mail that goes to the organizer; empty where the client sends it, or wants none (MS-ASCMD_R7113)
     */
    record Answer(Optional<ServerId> id, PartStat partStat, boolean ofInstance, Optional<Reply> reply)
            implements MeetingResponseRequest {}

    record BadInstance() implements MeetingResponseRequest {}

    record Malformed() implements MeetingResponseRequest {}

    /** @param html the text as it was written, if as HTML, else empty */
    record Reply(String text, String html, Optional<Times> proposed) {}

    static MeetingResponseRequest read(Element request) {
        boolean byLongId = request.has(Search.LongId);
        Optional<PartStat> partStat = request.text(UserResponse).flatMap(MeetingResponseRequest::partStat);
        // MS-ASCMD_R7031, R7036
        if (partStat.isEmpty() || byLongId == request.has(RequestId) || byLongId && request.has(CollectionId))
            return new Malformed();
        Optional<String> instance = request.text(InstanceId).map(String::strip);
        if (instance.filter(text -> !isDateTime(text)).isPresent()) return new BadInstance();
        Optional<Element> send = request.first(SendResponse);
        Optional<Reply> reply = send.flatMap(MeetingResponseRequest::reply);
        if (send.isPresent() && reply.isEmpty()) return new Malformed();
        Optional<ServerId> id =
                byLongId ? request.text(Search.LongId).flatMap(LongId::parse).map(LongId::item) : ofFolder(request);
        return new Answer(id, partStat.get(), instance.isPresent(), reply);
    }

    /** MS-ASCMD 2.2.3.194. */
    private static Optional<PartStat> partStat(String code) {
        return switch (code.strip()) {
            case "1" -> Optional.of(PartStat.ACCEPTED);
            case "2" -> Optional.of(PartStat.TENTATIVE);
            case "3" -> Optional.of(PartStat.DECLINED);
            default -> Optional.empty();
        };
    }

    /** The item lies in the CollectionId if its id says so too. */
    private static Optional<ServerId> ofFolder(Element request) {
        Optional<Long> folder = request.text(CollectionId).map(String::strip).flatMap(ServerId::collection);
        return request.text(RequestId)
                .map(String::strip)
                .flatMap(ServerId::parse)
                .filter(id -> folder.isPresent() && folder.get() == id.collection());
    }

    static boolean isDateTime(String text) {
        return DATE_TIME.matcher(text).matches()
                && DataTypes.parseDateTime(text).isPresent();
    }

    private static Optional<Reply> reply(Element send) {
        Optional<Instant> start = send.text(ProposedStartTime).flatMap(DataTypes::parseDateTime);
        Optional<Instant> end = send.text(ProposedEndTime).flatMap(DataTypes::parseDateTime);
        boolean proposes = send.has(ProposedStartTime) || send.has(ProposedEndTime);
        // One without the other (MS-ASCMD_R69901704, R69901725), or what is no time, or time that runs backwards.
        boolean isSound = start.flatMap(s -> end.filter(e -> !e.isBefore(s))).isPresent();
        if (proposes && !isSound) return Optional.empty();
        Optional<Times> times = start.flatMap(s -> end.map(e -> new Times(s, e, false, ZoneOffset.UTC.getRules())));
        Optional<Element> body = send.first(AirSyncBase.Body);
        String data = body.flatMap(b -> b.text(AirSyncBase.Data)).orElse("");
        Optional<BodyType> type =
                body.flatMap(b -> b.text(AirSyncBase.Type)).map(String::strip).flatMap(BodyType::of);
        if (data.isBlank()) return Optional.of(new Reply("", "", times));
        return switch (type.orElse(BodyType.PlainText)) {
            case PlainText -> Optional.of(new Reply(data, "", times));
            case HTML -> Optional.of(new Reply(ITip.Answer.plain(data), data, times));
            case RTF, MIME -> Optional.empty();
        };
    }
}
