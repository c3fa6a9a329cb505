package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.Hosts;

/**
 * A second pair of eyes: libwbxml reads what we write. It (0.11.8) knows pages 0 to 24 without the three rows named
 * here, and spells some names as in earlier editions; {@link TagTest} holds the spelling of today.
 */
final class Wbxml2XmlTest {
    private static final int LAST_PAGE_KNOWN = 24;

    private static final Set<Tag> NOT_KNOWN =
            Set.of(MeetingResponse.ProposedStartTime, MeetingResponse.ProposedEndTime, Provision.AccountOnlyRemoteWipe);

    /** It takes the content of these for binary and prints Base64. */
    private static final Set<Tag> BINARY = Set.of(
            ResolveRecipients.Data,
            Search.ConversationId,
            GAL.Data,
            AirSyncBase.Content,
            ItemOperations.ConversationId,
            ComposeMail.Mime,
            Email2.ConversationId,
            Email2.ConversationIndex);

    private static final Map<Tag, String> OTHER_NAMES = Map.of(
            Contacts.AssistantPhoneNumber, "AssistantTelephoneNumber",
            Provision.RequireStorageCardEncryption, "DeviceEncryptionEnabled",
            Settings.RightsManagementInformation, "ihsManagementInformation",
            RightsManagement.RemoveRightsManagementProtection, "RemoveRightsManagementDistribution");

    @TempDir
    private Path directory;

    @BeforeAll
    static void needed() {
        Hosts.requireBinary("wbxml2xml", "libwbxml2-utils");
    }

    @Test
    void itReadsEveryTagThatItKnows() throws Exception {
        var tags = Samples.tags().stream()
                .filter(tag -> tag.page() <= LAST_PAGE_KNOWN && !NOT_KNOWN.contains(tag))
                .map(tag -> Element.of(tag, tag.name() + " & 山"))
                .toList();
        var document = Element.of(AirSync.Sync, tags);
        assertSameTree(document, converted(document));
    }

    @Test
    void itReadsTheDocumentsOfPhones() throws Exception {
        for (Element document : Samples.documents()) assertSameTree(document, converted(document));
    }

    private static void assertSameTree(Element ours, org.w3c.dom.Element theirs) {
        Tag tag = ours.tag();
        assertEquals(
                tag.namespace().toLowerCase(Locale.ROOT) + ":",
                theirs.getNamespaceURI().toLowerCase(Locale.ROOT));
        assertTrue(isSameName(tag, theirs.getLocalName()), () -> ours.tag() + " was read as " + theirs.getLocalName());
        List<Element> elements = ours.elements().toList();
        List<org.w3c.dom.Element> theirElements = elements(theirs);
        assertEquals(elements.size(), theirElements.size(), () -> "children of " + tag);
        if (elements.isEmpty()) assertEquals(ours.text(), text(tag, theirs), () -> "text of " + tag);
        for (int i = 0; i < elements.size(); i++) assertSameTree(elements.get(i), theirElements.get(i));
    }

    /** Its Recurrence_Type, Attendee_Email, FlagStatus and RMOwner end as ours; its HomeCity is our HomeAddressCity. */
    private static boolean isSameName(Tag tag, String theirs) {
        String name = tag.name().replace("Address", "").toLowerCase(Locale.ROOT);
        String other = theirs.replace("Address", "").replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
        return theirs.equals(OTHER_NAMES.get(tag)) || other.endsWith(name);
    }

    private static String text(Tag tag, org.w3c.dom.Element element) {
        String text = element.getTextContent();
        return BINARY.contains(tag) ? new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8) : text;
    }

    private static List<org.w3c.dom.Element> elements(org.w3c.dom.Element parent) {
        var elements = new ArrayList<org.w3c.dom.Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
            if (node instanceof org.w3c.dom.Element element) elements.add(element);
        return elements;
    }

    private org.w3c.dom.Element converted(Element document) throws Exception {
        Path in = directory.resolve("document.wbxml");
        Path out = directory.resolve("document.xml");
        Files.write(in, WbxmlWriter.bytes(document));
        run("wbxml2xml", "-l", "ACTIVESYNC", "-m", "0", "-k", "-o", out.toString(), in.toString());
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(out.toFile()).getDocumentElement();
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path said = directory.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "wbxml2xml does not end");
            assertEquals(0, process.exitValue(), () -> "wbxml2xml failed, see " + said);
        } finally {
            process.destroyForcibly();
        }
    }
}
