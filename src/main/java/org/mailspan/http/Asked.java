package org.mailspan.http;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.mailspan.command.Commands;
import org.mailspan.http.RequestLine.Encoded;
import org.mailspan.http.RequestLine.Malformed;
import org.mailspan.http.RequestLine.Plain;
import org.mailspan.http.RequestLine.Sender;
import org.mailspan.protocol.Version;

/** What a POST asks for, after its URL and its headers were understood together. */
record Asked(
        Commands.Row command,
        Version version,
        Sender sender,
        String userAgent,
        OptionalLong policyKey,
        boolean multipart,
        Map<String, String> parameters) {
    private static final long HIGHEST_KEY = 0xFFFF_FFFFL;

    /** As a trace has it. */
    org.mailspan.trace.Asked by(String account) {
        return new org.mailspan.trace.Asked(
                account, sender.deviceId(), userAgent, version, command.name(), parameters, policyKey, multipart);
    }

    /** @param headers the first value of a header, by name */
    static Asked of(RequestLine line, Function<String, Optional<String>> headers, Commands commands) throws Refusal {
        String userAgent = Printable.of(headers.apply("User-Agent").orElse(""), 256);
        return switch (line) {
            case Malformed(String reason) -> throw new Refusal(400, reason);
            case Plain plain ->
                new Asked(
                        known(commands.named(plain.command()), plain.command()),
                        version(headers.apply("MS-ASProtocolVersion")),
                        plain.sender(),
                        userAgent,
                        policyKey(headers.apply("X-MS-PolicyKey")),
                        headers.apply("MS-ASAcceptMultiPart")
                                .orElse("F")
                                .strip()
                                .equalsIgnoreCase("T"),
                        plain.parameters());
            case Encoded encoded ->
                new Asked(
                        known(commands.coded(encoded.command()), "number " + encoded.command()),
                        encoded.version().orElseThrow(Asked::notSpoken),
                        encoded.sender(),
                        userAgent,
                        encoded.policyKey(),
                        encoded.multipart(),
                        encoded.parameters());
        };
    }

    /** 501 says that a functionality is missing here (MS-ASHTTP_R186); 400 would say that the request is ill-formed. */
    private static Commands.Row known(Optional<Commands.Row> row, String asked) throws Refusal {
        if (row.isEmpty()) throw new Refusal(501, "no command " + asked);
        return row.get();
    }

    /**
     * The text form needs the header (MS-ASHTTP 2.2.1.1.2). To guess a version for a client that names none would mean
     * to read its items in the shape of another one, so it is refused like a version that is not spoken
     * (MS-ASHTTP_R188).
     */
    private static Version version(Optional<String> header) throws Refusal {
        if (header.isEmpty()) throw new Refusal(400, "no MS-ASProtocolVersion");
        return Version.of(header.get()).orElseThrow(Asked::notSpoken);
    }

    private static Refusal notSpoken() {
        return new Refusal(400, "a protocol version other than " + Version.header());
    }

    /** A key that is no number is no key that was given out: 0, as a device sends that has none (quirk A5). */
    private static OptionalLong policyKey(Optional<String> header) {
        if (header.isEmpty()) return OptionalLong.empty();
        try {
            long key = Long.parseLong(header.get().strip());
            return OptionalLong.of(key >= 0 && key <= HIGHEST_KEY ? key : 0);
        } catch (NumberFormatException notANumber) {
            return OptionalLong.of(0);
        }
    }
}
