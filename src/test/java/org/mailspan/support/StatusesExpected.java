package org.mailspan.support;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.support.StatusConstants.Constant;
import org.mailspan.wbxml.Element;

/** Which Status the answers of the dialogues are expected to have, and in which versions each is played. */
public final class StatusesExpected {
    private final Map<Place, Set<Version>> versions = new HashMap<>();

    /**
     * Where a Status stands.
     *
     * @param command whose answer it is, in a dialogue of its own
     * @param within the element, by name
     */
    private record Place(String command, String within, int code) {}

    private StatusesExpected() {}

    public static StatusesExpected of(Stream<DialogueFiles.File> files) {
        var expected = new StatusesExpected();
        files.forEach(file -> file.versions().forEach(version -> expected.read(file, version)));
        return expected;
    }

    Set<Version> versions(Constant one) {
        var found = EnumSet.noneOf(Version.class);
        versions.forEach((place, some) -> {
            boolean same = place.command.equals(one.command()) && place.code == one.code();
            if (same && one.standsIn(place.within)) found.addAll(some);
        });
        return found;
    }

    private void read(DialogueFiles.File file, Version played) {
        String home = file.name().substring(0, file.name().indexOf('/'));
        String asked = "";
        Version spoken = played;
        for (Step step : file.read(played).steps())
            switch (step) {
                case Step.Act _ -> {}
                case Step.Ask ask -> {
                    asked = ask.command();
                    spoken = Version.of(ask.options().getOrDefault("version", played.text()))
                            .orElse(played);
                }
                case Step.Expect expect -> {
                    if (asked.equals(home) && expect.document().isPresent())
                        collect(home, expect.document().get(), spoken);
                }
            }
    }

    private void collect(String command, Element root, Version version) {
        collect(command, root, root.tag().namespace(), version);
    }

    /** Those of the command's own page: an item, or what stands beside it, has a Status of its own. */
    private void collect(String command, Element element, String page, Version version) {
        element.elements().forEach(inner -> {
            boolean status = inner.tag().name().equals("Status")
                    && inner.tag().namespace().equals(page);
            if (status && inner.text().matches("\\d+"))
                versions.computeIfAbsent(
                                new Place(command, element.tag().name(), Integer.parseInt(inner.text())),
                                _ -> EnumSet.noneOf(Version.class))
                        .add(version);
            collect(command, inner, page, version);
        });
    }
}
