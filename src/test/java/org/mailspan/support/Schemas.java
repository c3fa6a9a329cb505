package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Tag;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Holds an answer against the schema of its root (names, order, cardinality, types): each that passes one of the ways
 * of the tests, which are HttpTransport, the dialogues, and {@code Wiring} and {@code Desk} of the command tests. The
 * schemas are those of the specification, read from where it lies ({@code -Dmailspan.spec=DIRECTORY}); without it a
 * test that asks for them is skipped with the reason.
 *
 * <p>They do not name each other, so what a schema uses is imported here by its prefixes: a namespace is the file of
 * its name, and a response includes the file of its own.
 */
public final class Schemas {
    private static final Path DIRECTORY = Path.of(System.getProperty("mailspan.spec", "../shared/spec"), "xsd");
    private static final Map<Path, Schema> READ = new ConcurrentHashMap<>();
    private static final Pattern PREFIX = Pattern.compile("xmlns:\\w+\\s*=\\s*\"(\\w+)\"");
    private static final Pattern TARGET = Pattern.compile("targetNamespace=\\s*\"(\\w+)\"");
    private static final Pattern HEAD = Pattern.compile("<xs:schema[^>]*>");

    /**
     * What a schema plainly lacks.
     *
     * @param after where it belongs: behind the first match
     */
    private record Correction(String file, Pattern after, String lacks, String reason) {}

    private static final List<Correction> CORRECTIONS = List.of(
            new Correction(
                    "SyncResponse.xsd",
                    Pattern.compile("name=\"Fetch\".*?<xs:choice[^>]*>", Pattern.DOTALL),
                    "<xs:element ref=\"airsyncbase:BodyPart\"/>",
                    "a fetched item has its BodyPart too if one is asked for, MS-ASAIRS_R120 and R124; only Add and"
                            + " Change have it"),
            new Correction(
                    "SyncResponse.xsd",
                    Pattern.compile(
                            "name=\"Responses\".*?name=\"Change\".*?<xs:element ref=\"Status\"/>", Pattern.DOTALL),
                    "<xs:element name=\"ApplicationData\" minOccurs=\"0\"><xs:complexType><xs:sequence>"
                            + "<xs:element ref=\"airsyncbase:Attachments\"/>"
                            + "</xs:sequence></xs:complexType></xs:element>",
                    "a change that adds an attachment is answered with its FileReference too, MS-ASAIRS_R1336 and"
                            + " MS-ASCMD_R6234; only Add has room for it"));

    private Schemas() {}

    /** Fails, with every fault and the answer, if the answer does not fit its schema. */
    public static void assertFits(Element answer) {
        if (!Files.isDirectory(DIRECTORY))
            abort("needs the specification's schemas, -Dmailspan.spec=DIRECTORY: no " + DIRECTORY);
        Path file = DIRECTORY.resolve(answer.tag().name() + "Response.xsd");
        if (!Files.exists(file)) fail("no schema for answers of " + answer.tag().name());
        List<String> faults = faults(READ.computeIfAbsent(file, Schemas::read), answer);
        if (!faults.isEmpty()) fail(String.join("\n", faults) + "\nin " + answer.indented());
    }

    /**
     * As {@link #assertFits}, for every answer that passes by: where there are no schemas it says nothing, for then
     * SchemasTest is skipped with the reason.
     */
    public static void hold(Element answer, Version version) {
        if (!Files.isDirectory(DIRECTORY)) return;
        assertFits(version.since(Version.V14_0) ? answer : withoutClass(answer));
        SchemaVersions.hold(answer, version);
        AnswersSeen.note(version, answer);
    }

    /** As {@link #hold(Element, Version)}, for an answer of any version. */
    public static void hold(Element answer) {
        if (Files.isDirectory(DIRECTORY)) assertFits(withoutClass(answer));
    }

    /** The schemas are those of the newest version; in 12.1 a collection of Sync names its class (MS-ASCMD_R6290). */
    private static Element withoutClass(Element element) {
        boolean named = element.tag().equals(AirSync.Collection);
        return Element.of(
                element.tag(),
                element.children().stream()
                        .filter(child ->
                                !(named && child instanceof Element e && e.tag().equals(AirSync.Class)))
                        .map(child -> child instanceof Element e ? withoutClass(e) : child));
    }

    private static List<String> faults(Schema schema, Element answer) {
        var faults = new ArrayList<String>();
        var validator = schema.newValidator();
        validator.setErrorHandler(new DefaultHandler() {
            @Override
            public void error(SAXParseException fault) {
                faults.add(fault.getMessage());
            }
        });
        try {
            validator.validate(new StreamSource(new StringReader(xml(answer))));
        } catch (SAXException e) {
            faults.add(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return faults;
    }

    /** Each element with its namespace; octets as base64. */
    private static String xml(Element root) {
        var out = new StringBuilder();
        write(root, "", out);
        return out.toString();
    }

    private static void write(Element element, String namespace, StringBuilder out) {
        Tag tag = element.tag();
        out.append('<').append(tag.name());
        if (!tag.namespace().equals(namespace))
            out.append(" xmlns=\"").append(tag.namespace()).append('"');
        out.append('>');
        for (Node child : element.children())
            switch (child) {
                case Element inner -> write(inner, tag.namespace(), out);
                case Node.Text(String text) -> out.append(escaped(text));
                case org.mailspan.wbxml.Utf8Text text -> out.append(escaped(text.toString()));
                case org.mailspan.wbxml.StreamedText _ -> out.append(escaped(element.text()));
                case Node.Opaque opaque -> out.append(Base64.getEncoder().encodeToString(opaque.bytes()));
            }
        out.append("</").append(tag.name()).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;");
    }

    private static Schema read(Path file) {
        try {
            SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
            var inputs = (DOMImplementationLS)
                    DOMImplementationRegistry.newInstance().getDOMImplementation("LS");
            factory.setResourceResolver((type, namespace, publicId, name, base) -> input(inputs, name));
            return factory.newSchema(new StreamSource(
                    new StringReader(linked(file)), file.toUri().toString()));
        } catch (SAXException | ReflectiveOperationException e) {
            throw new IllegalStateException("the schema " + file + " cannot be read", e);
        }
    }

    private static LSInput input(DOMImplementationLS inputs, String name) {
        Path file = DIRECTORY.resolve(name);
        LSInput input = inputs.createLSInput();
        input.setSystemId(file.toUri().toString());
        input.setStringData(linked(file));
        return input;
    }

    /** A schema with the imports that it lacks. */
    private static String linked(Path file) {
        String text = corrected(file);
        String own = first(TARGET, text);
        var links = new TreeMap<String, String>();
        PREFIX.matcher(text)
                .results()
                .map(m -> m.group(1))
                .filter(namespace -> !namespace.equals(own))
                .forEach(namespace -> links.put(
                        namespace,
                        "<xs:import namespace=\"%s\" schemaLocation=\"%s\"/>".formatted(namespace, home(namespace))));
        boolean hasBase = !file.endsWith(own + ".xsd") && Files.exists(DIRECTORY.resolve(own + ".xsd"));
        if (hasBase) links.put("", "<xs:include schemaLocation=\"%s.xsd\"/>".formatted(own));
        String head = first(HEAD, text);
        return text.replace(head, head + String.join("", links.values()));
    }

    /**
     * Provision answers with the DeviceInformation of a Settings answer; MeetingResponse has no file but its answer's.
     */
    private static String home(String namespace) {
        boolean ofAnswer = namespace.equals("Settings") || namespace.equals("MeetingResponse");
        return namespace + (ofAnswer ? "Response.xsd" : ".xsd");
    }

    private static String corrected(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).replace("\uFEFF", "");
            for (Correction one : CORRECTIONS) if (file.endsWith(one.file)) text = corrected(text, one);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String corrected(String text, Correction one) {
        var place = one.after.matcher(text);
        if (!place.find()) throw new IllegalStateException("no place in " + one.file + " for: " + one.reason);
        return new StringBuilder(text).insert(place.end(), one.lacks).toString();
    }

    private static String first(Pattern pattern, String text) {
        var m = pattern.matcher(text);
        if (!m.find()) throw new IllegalStateException("not a schema: no " + pattern);
        return m.groupCount() == 0 ? m.group() : m.group(1);
    }
}
