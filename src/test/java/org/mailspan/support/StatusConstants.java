package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mailspan.protocol.Status;

/** Which Status each command can give: the constants of the enums in the package of commands, by their class files. */
public final class StatusConstants {
    private static final String COMMANDS = "org/mailspan/command";

    /** Of those that have no command's name. */
    private static final Map<String, List<String>> COMMANDS_OF =
            Map.of("SyncAnswer", List.of("Sync"), "SmartMail", List.of("SmartReply", "SmartForward"));

    /** Of commands with more than one enum: the elements in which the Status of each stands. */
    private static final Map<String, Set<String>> WITHIN = Map.of(
            "ProvisionStatus", Set.of("Provision"),
            "PolicyStatus", Set.of("Policy"),
            "ResolveRecipientsStatus", Set.of("ResolveRecipients"),
            "ResponseStatus", Set.of("Response"),
            "RecipientStatus", Set.of("Certificates", "Availability", "Picture"));

    private StatusConstants() {}

    /** @param list the name of the enum */
    public record Constant(String command, String list, String name, int code) {
        public String id() {
            return command + " " + code;
        }

        boolean standsIn(String element) {
            return Optional.ofNullable(WITHIN.get(list))
                    .map(elements -> elements.contains(element))
                    .orElse(true);
        }
    }

    public static List<Constant> of(Path classes) {
        try (Stream<Path> files = Files.list(classes.resolve(COMMANDS))) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .flatMap(StatusConstants::ofFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Constant> ofFile(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(file);
            String name = model.thisClass().asInternalName().replace('/', '.');
            return isStatus(model) ? ofEnum(Class.forName(name)) : Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException stale) {
            throw new IllegalStateException(stale);
        }
    }

    private static boolean isStatus(ClassModel model) {
        return model.superclass()
                        .filter(above -> above.asInternalName().equals("java/lang/Enum"))
                        .isPresent()
                && model.interfaces().stream()
                        .anyMatch(face -> face.asInternalName().equals("org/mailspan/protocol/Status"));
    }

    private static Stream<Constant> ofEnum(Class<?> list) {
        String owner = list.getName().replaceFirst(".*\\.", "").replaceFirst("\\$.*", "");
        List<String> commands = COMMANDS_OF.getOrDefault(owner, List.of(owner));
        return commands.stream()
                .flatMap(command -> Arrays.stream(list.getEnumConstants())
                        .map(one ->
                                new Constant(command, list.getSimpleName(), one.toString(), ((Status) one).code())));
    }
}
