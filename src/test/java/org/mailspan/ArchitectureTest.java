package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.launcher.Launcher;

/** Each package imports only what its package-info says, no package is reached from itself, and libraries stay fenced. */
final class ArchitectureTest {
    private static Architecture architecture;

    @BeforeAll
    static void readTheClassesThatRun() throws IOException, URISyntaxException {
        Path classes = Path.of(Launcher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        architecture = Architecture.read(Path.of("src/main/java"), classes);
    }

    @Test
    void theClassesAreFound() {
        var read = architecture.uses().keySet();
        assertTrue(
                read.containsAll(Set.of("root", "wbxml", "protocol", "backend.imap", "store", "http")), "read " + read);
    }

    @Test
    void everyPackageSaysWhatItImports() {
        none(architecture.undeclared());
        none(architecture.unknown());
    }

    @Test
    void packagesImportOnlyWhatTheySay() {
        none(architecture.trespasses());
    }

    @Test
    void noPackageIsReachedFromItself() {
        none(architecture.circles());
    }

    /** A library is known to few packages, so that it can be replaced there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        io.undertow org.xnio                         | http
        jakarta.mail jakarta.activation              | format backend.imap cli.demo
        org.eclipse.angus com.sun.mail               | format backend.imap
        java.sql javax.sql org.sqlite                | store
        org.jsoup org.mozilla.universalchardet       | format
        org.bouncycastle                             | http.tls certificate cli.demo password acme
        org.shredzone org.jose4j                     | acme
        com.icegreen                                 | cli.demo
        picocli                                      | cli cli.demo root
        """)
    void librariesAreKnownOnlyToTheirPackages(String libraries, String home) {
        none(architecture.outside(Set.of(libraries.split(" ")), Set.of(home.split(" "))));
    }

    @Test
    void aPlantedUseIsSeen(@TempDir Path tree) throws IOException {
        plant(tree, "low", "Imports: nothing", "Low", "java/lang/Object", "org/mailspan/high/High");
        plant(tree, "high", "Imports: low", "High", "java/lang/Object", "io/undertow/Undertow");
        plant(tree, "silent", "says nothing of imports", "Silent", "java/lang/Object", "java/lang/String");
        plant(tree, "lost", "Imports: gone,\n * low", "Lost", "org/mailspan/low/Low", "java/lang/String");
        var planted = Architecture.read(tree, tree);

        assertEquals(List.of("silent"), planted.undeclared());
        assertEquals(List.of("lost may import gone, which has no package-info"), planted.unknown());
        assertEquals(
                List.of("org.mailspan.low.Low uses org.mailspan.high.High, but low imports []"), planted.trespasses());
        assertEquals(
                List.of("high is reached from itself through [low]", "low is reached from itself through [high]"),
                planted.circles());
        assertEquals(
                List.of("org.mailspan.high.High uses io.undertow.Undertow, which only [http] may"),
                planted.outside(Set.of("io.undertow"), Set.of("http")));
        assertEquals(List.of(), planted.outside(Set.of("io.undertow"), Set.of("high")));
    }

    private static void none(List<String> wrong) {
        assertEquals("", String.join("\n", wrong));
    }

    /** A class with a superclass and a field, whose type stands in a descriptor only. */
    private static void plant(Path tree, String name, String line, String type, String parent, String field)
            throws IOException {
        Path here = Files.createDirectories(tree.resolve("org/mailspan/" + name));
        Files.writeString(here.resolve("package-info.java"), "/**\n * <p>" + line + "\n */\npackage x;\n");
        Files.writeString(here.resolve(type + ".java"), "");
        Files.write(
                here.resolve(type + ".class"),
                ClassFile.of()
                        .build(
                                ClassDesc.ofInternalName("org/mailspan/" + name + "/" + type),
                                c -> c.with(SourceFileAttribute.of(type + ".java"))
                                        .withSuperclass(ClassDesc.ofInternalName(parent))
                                        .withField("planted", ClassDesc.ofInternalName(field), ClassFile.ACC_PRIVATE)
                                        .withMethod("m", ConstantDescs.MTD_void, ClassFile.ACC_ABSTRACT, _ -> {})));
    }
}
