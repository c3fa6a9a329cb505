package org.mailspan.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptions.MimeSupport;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/**
 * The messages of {@code src/test/resources/mail} and how devices ask for them: {@code NAME.eml} is what the host has,
 * {@code NAME.OPTIONS-VERSION.xml} what a device gets.
 */
final class Golden {
    static final Instant RECEIVED = Instant.parse("2026-11-21T10:00:00Z");
    static final long COLLECTION = 5;
    static final long KEY = 1234;

    private Golden() {}

    static Path directory() {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource("/mail")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> files(String extension) {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(f -> f.toString().endsWith(extension)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] message(String name) {
        try {
            return Files.readAllBytes(directory().resolve(name + ".eml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BodyOptions options(String name) {
        return switch (name) {
            case "none" -> BodyOptions.NONE;
            case "html" -> of(pref(BodyType.HTML, 200_000));
            case "html50" -> of(pref(BodyType.HTML, 50));
            case "plain" -> of(pref(BodyType.PlainText, BodyPreference.WHOLE));
            case "plain10" -> of(pref(BodyType.PlainText, 10));
            case "plain50" -> of(pref(BodyType.PlainText, 50));
            case "plain500" -> of(pref(BodyType.PlainText, 500));
            case "both" -> of(pref(BodyType.PlainText, 51_200), pref(BodyType.HTML, 51_200));
            case "rtf" -> of(pref(BodyType.RTF, 51_200));
            case "preview" -> of(new BodyPreference(BodyType.HTML, 0, false, 40));
            case "allornone" ->
                of(new BodyPreference(BodyType.HTML, 50, true, 0), new BodyPreference(BodyType.PlainText, 50, true, 0));
            case "mime" ->
                new BodyOptions(List.of(pref(BodyType.MIME, 200_000)), MimeSupport.Always, BodyPreference.WHOLE);
            case "smime" ->
                new BodyOptions(
                        List.of(pref(BodyType.MIME, 200_000), pref(BodyType.HTML, 200_000)),
                        MimeSupport.OnlySMIME,
                        BodyPreference.WHOLE);
            case "part" ->
                new BodyOptions(
                        List.of(pref(BodyType.HTML, 20)),
                        List.of(new BodyPreference(BodyType.HTML, 50, false, 10)),
                        MimeSupport.Never,
                        BodyPreference.WHOLE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static BodyPreference pref(BodyType type, long size) {
        return new BodyPreference(type, size, false, 0);
    }

    private static BodyOptions of(BodyPreference... preferences) {
        return new BodyOptions(List.of(preferences), MimeSupport.Never, BodyPreference.WHOLE);
    }

    /** As a backend does it: structure and header, what is needed, that alone, the item. */
    static Item item(byte[] message, BodyOptions options) {
        var tree = MimeTree.parse(message);
        String stamp = Headers.parse(message).raw("X-Stamp").orElse("");
        var data = tree.data(stamp, RECEIVED);
        var sections = tree.sections(Mime.needs(data.structure(), data.size(), options));
        return Mime.email(data, sections, options, COLLECTION, KEY);
    }

    static String xml(Item item, Version version) {
        return Element.of(AirSync.ApplicationData, ApplicationData.write(EmailFields.TABLE, item, version))
                .indented();
    }
}
